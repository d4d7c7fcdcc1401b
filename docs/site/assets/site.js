"use strict";
// Tables of numbers: a click on the head of a column sorts by it; one that is wider than its place can be scrolled by keys.
(() => {
  const number = (text) => {
    const found = /-?\d[\d,]*(\.\d+)?/.exec(text);
    return found && /^[\s[]*-?\d/.test(text) ? parseFloat(found[0].replaceAll(",", "")) : null;
  };

  const order = (one, other) => {
    const [a, b] = [number(one), number(other)];
    if (a !== null && b !== null) return a - b;
    if (a !== null || b !== null) return a === null ? 1 : -1;
    return one.localeCompare(other);
  };

  const sort = (table, place, head) => {
    const way = head.getAttribute("aria-sort") === "descending" ? 1 : -1;
    const body = table.tBodies[0];
    const text = (row) => row.cells[place].textContent.trim();
    const rows = [...body.rows].sort((a, b) => {
      const [x, y] = [text(a), text(b)];
      return !x || !y ? (x ? -1 : y ? 1 : 0) : way * order(x, y);
    });
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
    body.append(...rows);
  };

  for (const table of document.querySelectorAll(".md-typeset table:not([class])")) {
    const cells = table.tHead && [...table.tBodies[0].rows].flatMap((row) => [...row.cells].slice(1));
    if (!cells || table.tBodies[0].rows.length < 2 || !cells.some((cell) => number(cell.textContent) !== null)) continue;
    [...table.tHead.rows[0].cells].forEach((head, place) => {
      if (!head.textContent.trim()) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, place, head));
      head.append(button);
    });
  }

  document.querySelector("[data-md-component=search]")?.setAttribute("aria-label", "Search"); // the theme leaves it unnamed

  const wide = () => {
    for (const part of document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset pre > code, .formulas")) {
      if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
      else part.removeAttribute("tabindex");
    }
  };
  addEventListener("load", wide);
  addEventListener("resize", wide);
})();
