// Scores of single documents: sorted and paged.
const units = async () => {
  const home = byId("units");
  if (!home) return;
  const data = await unpack("data-units");
  const systems = [...document.querySelectorAll("select[name=system] option")].map((one) => one.textContent);
  const several = data.scores.length > 1;
  const columns = [{ title: home.dataset.unit, of: (n) => data.names[n] }];
  data.scores.forEach((scores, s) => columns.push({ title: several ? systems[s] || `system ${s + 1}` : "score", of: (n) => scores[n], number: true }));
  data.errors.forEach((errors, s) => columns.push({ title: several ? `errors of ${systems[s]}` : "errors", of: (n) => errors[n], find: true }));
  const order = data.names.map((_, n) => n);
  let [sorted, up, place] = [0, true, 0];
  const sort = (column) => {
    up = column === sorted ? !up : !columns[column].find;
    sorted = column;
    place = 0;
    const of = columns[column].of;
    const worth = (n) => (of(n) === null ? -1 : of(n));
    order.sort((a, b) => (typeof of(a) === "string" ? of(a).localeCompare(of(b)) : worth(a) - worth(b)) * (up ? 1 : -1));
    draw(column);
  };
  const cell = (column, n) => {
    const value = column.of(n);
    if (!column.number && !column.find) return make("th", { scope: "row" }, value);
    if (column.find && value && home.dataset.unit === "document") {
      const name = data.names[n];
      const query = JSON.stringify({ words: name });
      const label = `show ${value} errors of ${name}`;
      return make("td", { class: "n" }, make("button", { type: "button", class: "find", "data-find": query, "aria-label": label }, value));
    }
    return make("td", { class: "n" }, value === null ? "-" : column.number ? value.toFixed(2) : value);
  };
  const draw = (focused) => {
    const head = columns.map((column, number) => {
      const button = make("button", { type: "button" }, column.title);
      button.addEventListener("click", () => sort(number));
      const sign = number === sorted ? { scope: "col", "aria-sort": up ? "ascending" : "descending" } : { scope: "col" };
      return make("th", sign, button);
    });
    const rows = order.slice(place * PAGE, (place + 1) * PAGE).map((n) => make("tr", {}, ...columns.map((column) => cell(column, n))));
    const told = `every ${home.dataset.unit}: choose a heading to sort`;
    const table = make("table", {}, make("caption", {}, told), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
    const steps = make("div", { class: "steps" }, ...pager(place, Math.ceil(order.length / PAGE), (to) => { place = to; draw(); }));
    home.replaceChildren(make("div", { class: "wide", role: "region", tabindex: "0", "aria-label": told }, table), steps);
    home.hidden = false;
    if (focused !== undefined) head[focused].firstChild.focus();
  };
  draw();
};
