// Sort every table by any column, and show the tasks, test sets and kinds of systems that the reader chooses.
const filters = document.querySelector("#filters");
const told = document.querySelector("#said");
const numbers = (text) => (text.match(/-?\d+(\.\d+)?/g) || []).map(Number);
const compared = (a, b, numeric) => {
  if (!numeric) return a.localeCompare(b);
  const [x, y] = [numbers(a), numbers(b)];
  return x[0] - y[0] || (x[1] ?? x[0]) - (y[1] ?? y[0]);
};
for (const table of document.querySelectorAll(".standings")) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  const text = (row, column) => row.cells[column].textContent.trim();
  const sort = (column) => {
    const all = [...body.rows];
    const last = all.filter((row) => row.querySelector("[data-last]"));
    const rows = all.filter((row) => !last.includes(row));
    const filled = rows.filter((row) => /[^-]/.test(text(row, column)));
    const numeric = filled.every((row) => /^[[\d-]/.test(text(row, column)));
    const was = heads[column].getAttribute("aria-sort");
    const score = numeric && heads[column].textContent !== "rank";
    const down = was ? was === "ascending" : score; // scores begin with the highest, ranks and words with the first
    filled.sort((a, b) => compared(text(a, column), text(b, column), numeric) * (down ? -1 : 1));
    body.append(...filled, ...rows.filter((row) => !filled.includes(row)), ...last); // what is empty stays last
    for (const head of heads) head.removeAttribute("aria-sort");
    heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
    told.textContent = `${table.caption.textContent}: sorted by ${heads[column].textContent}, ${down ? "descending" : "ascending"}`;
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(column));
    head.append(button);
    if (column === 2) head.setAttribute("aria-sort", "descending");
  });
}
const show = () => {
  const [task, data, kind] = ["task", "data", "kind"].map((name) => filters.elements[name].value);
  let [sections, systems] = [0, 0];
  for (const section of document.querySelectorAll("section[data-task]")) {
    const rows = [...section.querySelectorAll(".standings tbody tr")];
    for (const row of rows) row.hidden = kind !== "" && row.querySelector(".kind").dataset.kind !== kind;
    const left = rows.filter((row) => !row.hidden).length;
    section.hidden = (task && section.dataset.task !== task) || (data && section.dataset.data !== data) || !left;
    if (!section.hidden) [sections, systems] = [sections + 1, systems + left];
    for (const mark of section.querySelectorAll("svg g[id]")) {
      const own = mark.id.match(/-s(\d+)-\d+(-line)?$/);
      if (own) mark.classList.toggle("faint", kind !== "" && own[1] !== kind);
    }
  }
  filters.querySelector("#count").value = `${systems} ${systems === 1 ? "row" : "rows"} in ${sections} ${sections === 1 ? "table" : "tables"}`;
};
filters.addEventListener("change", show);
filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("reset", () => setTimeout(show));
for (const link of document.querySelectorAll("nav a")) { // a link to a task that is filtered out shows all again
  link.addEventListener("click", () => {
    if (document.querySelector(link.hash).hidden) { filters.reset(); show(); }
  });
}
filters.hidden = false;
show();
