"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const about = one(".about");

  // What belongs together lights up; a click keeps it lit.
  let lit = [];
  let pinned = null;
  const light = (element) => {
    for (const each of lit) each.classList.remove("lit");
    lit = [];
    for (const group of element ? element.dataset.on.split(" ") : []) {
      for (const each of all(`[data-in~="${group}"]`)) {
        each.classList.add("lit");
        lit.push(each);
      }
    }
    if (about) about.textContent = (element && element.getAttribute("aria-label")) || "";
  };
  const pointed = (event) => (event.target instanceof Element ? event.target.closest("[data-on]") : null);
  document.addEventListener("mouseover", (event) => light(pointed(event) || pinned));
  document.addEventListener("focusin", (event) => light(pointed(event) || pinned));
  document.addEventListener("focusout", () => light(pinned));
  document.addEventListener("click", (event) => {
    const element = pointed(event);
    if (!element && event.target.closest("button, input, label, select, summary, a")) return;
    pinned = element === pinned ? null : element;
    light(pinned);
  });

  // Arrow keys go from mark to mark; the text is one stop of the Tab key.
  const marks = () => all(".text [tabindex]").filter((each) => each.checkVisibility());
  const first = one(".text [tabindex]");
  if (first) first.tabIndex = 0;
  const walk = (from, by) => {
    const there = marks();
    const to = there[there.indexOf(from) + by];
    if (!to) return;
    from.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  };

  // Differences: next and previous, of all kinds or one.
  const kind = one(".steps select");
  const count = one(".steps output");
  let now = null;
  const chosen = () => all(".difference").filter((each) => !kind.value || each.dataset.kind === kind.value);
  const tell = () => {
    const there = chosen();
    const place = there.indexOf(now);
    count.textContent = place < 0 ? `${there.length} differences` : `${place + 1} of ${there.length}`;
    for (const button of all(".steps button")) button.disabled = !there.length;
  };
  const step = (by) => {
    const there = chosen();
    if (!there.length) return;
    const place = there.indexOf(now);
    if (now) now.classList.remove("now");
    now = there[place < 0 ? (by > 0 ? 0 : there.length - 1) : (place + by + there.length) % there.length];
    now.classList.add("now");
    pinned = now;
    now.focus({ preventScroll: true });
    now.closest(".para").scrollIntoView({ block: "start" });
    now.scrollIntoView({ block: "nearest" });
    tell();
  };
  if (kind) {
    one(".steps .previous").addEventListener("click", () => step(-1));
    one(".steps .next").addEventListener("click", () => step(1));
    kind.addEventListener("change", () => {
      for (const each of all(".difference")) each.hidden = !!kind.value && each.dataset.kind !== kind.value;
      tell();
    });
    const folded = one("[name=folded]");
    const fold = () => all(".run").forEach((run) => (run.open = !folded.checked));
    folded.addEventListener("change", fold);
    fold();
    tell();
  }

  // An index: rows that hold all the words.
  const search = one(".filter input");
  if (search) {
    search.addEventListener("input", () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const rows = all("tbody tr");
      for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
      one(".filter output").textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length}`;
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input:not([type=radio], [type=checkbox]), select, textarea");
    const mark = event.target.closest(".text [tabindex]");
    if (event.key === "Escape") light((pinned = null));
    else if (typing) return;
    else if (event.key === "Enter" && mark) mark.click();
    else if (mark && event.key === "ArrowRight") walk(mark, 1);
    else if (mark && event.key === "ArrowLeft") walk(mark, -1);
    else if (kind && event.key === "n") step(1);
    else if (kind && event.key === "p") step(-1);
    else return;
    event.preventDefault();
  });
})();
