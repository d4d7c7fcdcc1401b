// Errors in context.
const AROUND = 200; // characters beside an error, of its own paragraph
const APART = 320; // characters between two spans that are shown in one excerpt
const LONG = 900; // characters of an excerpt that is shown whole
const KEPT = 12; // blocks that stay unpacked
const browser = async () => {
  const home = byId("browser");
  if (!home) return null;
  const index = await unpack("data-index");
  const form = byId("filters");
  const systems = index.systems.length;
  const masked = new Set(index.masked);
  const RIGHT = new Set(["correct", "not predicted"]);
  const per = Number(home.dataset.block);
  let [found, place, current, words, drawing] = [[], 0, -1, null, 0];

  const fill = (select, options) => {
    select.replaceChildren(...options.map(([value, text]) => make("option", { value }, text)));
  };
  const counted = (names, numbers) => {
    const total = new Array(names.length).fill(0);
    for (const number of numbers) if (number >= 0) total[number] += 1;
    return names.map((name, number) => [name, `${name} (${total[number].toLocaleString("en")})`, total[number]])
      .filter((one) => one[2]).sort((a, b) => b[2] - a[2]);
  };
  const fillLabels = (shown) => fill(form.label, [["", "any"], ...counted(index.labels, index.label[shown])]);
  for (let s = 0; s < systems; s += 1) {
    const general = systems > 1 ? [["", "any"], ["wrong", "wrong"], ["right", "right"]] : [["", "any"]];
    fill(form[`outcome${s}`], [...general, ...counted(index.outcomes, index.outcome[s])]);
  }
  fill(form.row, [["", "any"], ...counted(index.rows, index.row)]);
  fillLabels(0);
  if (!index.labels.length) form.querySelector("[data-label]").hidden = true;

  const shown = () => (form.system ? Number(form.system.value) : 0);
  const filter = async () => {
    const text = form.words.value.trim().toLowerCase();
    if (text && !words) words = (await unpack("data-words")).map((one) => one.toLowerCase());
    const tests = [];
    for (let s = 0; s < systems; s += 1) {
      const wanted = form[`outcome${s}`].value;
      if (!wanted) continue;
      const column = index.outcome[s];
      const numbers = new Set(index.outcomes.map((name, n) => [name, n]).filter(([name]) =>
        wanted === "right" ? RIGHT.has(name) : wanted === "wrong" ? !RIGHT.has(name) : name === wanted).map(([, n]) => n));
      tests.push((n) => numbers.has(column[n]));
    }
    const row = index.rows.indexOf(form.row.value);
    if (form.row.value) tests.push((n) => index.row[n] === row);
    const label = index.labels.indexOf(form.label.value);
    const labels = index.label[shown()];
    if (form.label.value) tests.push((n) => labels[n] === label);
    if (text) {
      const names = index.documents.map((name) => name.toLowerCase());
      const exact = names.indexOf(text);
      const within = names.map((name, d) => (exact >= 0 ? d === exact : name.includes(text)));
      tests.push((n) => within[index.document[n]] || (exact < 0 && words[n].includes(text)));
    }
    found = [];
    for (let n = 0; n < index.row.length; n += 1) if (tests.every((test) => test(n))) found.push(n);
  };

  const blocks = new Map();
  const block = (number) => {
    if (!blocks.has(number)) {
      blocks.set(number, unpack(`data-${number}`).then((data) => {
        for (const list of Object.values(data.passages)) for (const one of list) one[1] = Array.from(one[1]);
        return data;
      }));
      if (blocks.size > KEPT) blocks.delete(blocks.keys().next().value);
    }
    return blocks.get(number);
  };

  // An excerpt is built of text nodes only; spans are [start, end, kind], in code points.
  const clusters = (spans) => {
    const joined = [];
    for (const span of [...spans].sort((a, b) => a[0] - b[0])) {
      const last = joined[joined.length - 1];
      if (last && span[0] - last.end < APART) {
        last.spans.push(span);
        last.end = Math.max(last.end, span[1]);
      } else joined.push({ start: span[0], end: span[1], spans: [span] });
    }
    return joined;
  };
  const excerpt = (data, doc, spans, around) => {
    const nodes = [];
    let cut = false;
    for (const { start, end, spans: inside } of clusters(spans)) {
      const passage = data.passages[doc].find(([from, text]) => from <= start && end <= from + text.length);
      if (!passage) continue;
      const [offset, text, more] = passage;
      let from = Math.max(offset, start - around);
      let to = Math.min(offset + text.length, end + around);
      const line = (n) => text[n - offset] === "\n";
      for (let n = start; n > from; n -= 1) if (line(n - 1)) { from = n; break; }
      for (let n = end; n < to; n += 1) if (line(n)) { to = n; break; }
      const blank = (n) => /\s/u.test(text[n - offset] || " ");
      if (from > 0) while (from < start && !blank(from - 1)) from += 1;
      if (to < offset + text.length || more) while (to > end && !blank(to)) to -= 1;
      const first = from === 0 || (from > offset && line(from - 1));
      if (!first || nodes.length) nodes.push(nodes.length ? " … " : "… ");
      const edges = [...new Set([from, to, ...inside.flatMap(([a, b]) => [a, b])])].sort((a, b) => a - b);
      for (let n = 0; n + 1 < edges.length; n += 1) {
        const [a, b] = [edges[n], edges[n + 1]];
        const points = text.slice(a - offset, b - offset);
        const words = points.length > LONG ? `${points.slice(0, LONG / 3).join("")} … ${points.slice(-LONG / 3).join("")}` : points.join("");
        let node = document.createTextNode(words);
        const kinds = new Set(inside.filter(([x, y]) => x <= a && b <= y).map((span) => span[2]));
        if (kinds.has("other")) node = make("span", { class: "o" }, node);
        if (kinds.has("predicted")) node = make("mark", {}, node);
        if (kinds.has("gold")) node = make("u", { class: "g" }, node);
        nodes.push(node);
      }
      cut = (to < offset + text.length || more) && !line(to);
    }
    if (cut) nodes.push(" …");
    return nodes;
  };
  const quoted = (data, doc, [start, end]) => {
    const passage = data.passages[doc].find(([from, text]) => from <= start && end <= from + text.length);
    const text = passage ? passage[1].slice(start - passage[0], end - passage[0]) : [];
    return text.length > 80 ? `“${text.slice(0, 40).join("")} … ${text.slice(-30).join("")}”` : `“${text.join("")}”`;
  };
  const told = (data, n, s, gold, case_) => {
    const outcome = index.outcomes[index.outcome[s][n]];
    const label = index.label[s][n] >= 0 ? index.labels[index.label[s][n]] : "";
    const nodes = [make("b", { class: RIGHT.has(outcome) ? "right" : "wrong" }, outcome)];
    if (case_ && case_[0]) {
      const other = gold && (case_[0][0] !== gold[0] || case_[0][1] !== gold[1]);
      if (label && (!gold || label !== index.rows[index.row[n]])) nodes.push(`: ${label}`);
      if (other && (s !== shown() || !case_[1].length)) nodes.push(` ${quoted(data, index.document[n], case_[0])}`);
    }
    if (case_ && case_[2]) nodes.push(` (${case_[2]})`);
    return nodes;
  };
  const parts = (data, case_, home_, mono) => {
    if (!case_ || !case_[1].length) return null;
    const list = make("dl", { class: "parts" });
    const contents = case_[1].filter((part) => part[0] === "content").length;
    for (const what of new Set(case_[1].map((part) => part[0]))) {
      if (what === "content" && contents === 2) continue; // the text above shows both
      for (const side of ["predicted", "gold"]) {
        const own = case_[1].filter((part) => part[0] === what && part[1] === side);
        const nodes = [...new Set(own.map((part) => part[2]))].flatMap((doc) => [
          make("span", { class: mono }, ...excerpt(data, doc, own.filter((part) => part[2] === doc).map(([, , , a, b]) => [a, b, side]), 60)),
          ...(doc === home_ ? [] : [make("span", { class: "place" }, index.documents[doc])])]);
        if (own.length || what !== "trigger") {
          list.append(make("div", {}, make("dt", {}, `${side} ${what}`), make("dd", {}, ...(nodes.length ? nodes : ["none"]))));
        }
      }
    }
    return list.children.length ? list : null;
  };
  const drawn = (data, n, at) => {
    const [gold, cases] = data.items[n % per];
    const doc = index.document[n];
    const s = shown();
    const right = RIGHT.has(index.outcomes[index.outcome[s][n]]);
    const spans = gold ? [[...gold, "gold"]] : [];
    const predicted = cases[s] ? cases[s][0] : gold && right ? gold : null;
    if (predicted) spans.push([...predicted, "predicted"]);
    const other = cases.find((one) => one && one[0]);
    if (!spans.length && other) spans.push([...other[0], "other"]);
    const mono = masked.has(doc) ? "masked" : "";
    const name = make("button", { type: "button", class: "link find", "data-find": JSON.stringify({ words: index.documents[doc] }),
      "aria-label": `show all errors of ${index.documents[doc]}` }, index.documents[doc]);
    const [start, end] = gold || predicted || (other && other[0]) || [0, 0];
    const lines = systems === 1
      ? [make("p", { class: "told" }, ...told(data, n, 0, gold, cases[0]))]
      : [make("ul", { class: "told" }, ...index.systems.map((system, t) => make("li", t === s ? { class: "shown" } : {},
        make("span", { class: `sign s${(t % 6) + 1}`, "aria-hidden": "true" }), `${system}: `, ...told(data, n, t, gold, cases[t]))))];
    const item = make("li", { tabindex: "-1", value: at + 1 },
      make("p", { class: "head" }, make("b", {}, index.rows[index.row[n]] === "(nothing)" ? "not in the gold" : index.rows[index.row[n]]), " ", make("span", { class: "place" }, name, ` ${start}–${end}`)),
      make("p", { class: `context ${mono}` }, ...excerpt(data, doc, spans, AROUND)), ...lines, parts(data, cases[s], doc, mono));
    item.addEventListener("click", (event) => { if (!event.target.closest("button")) mark(at, false); });
    return item;
  };

  const mark = (at, move = true) => {
    current = at;
    const list = byId("list");
    for (const one of list.children) one.removeAttribute("aria-current");
    const item = list.children[at - place * PAGE];
    if (item) {
      item.setAttribute("aria-current", "true");
      if (move) {
        item.focus({ preventScroll: true });
        item.scrollIntoView({ block: "nearest" });
      }
    }
    tell();
  };
  const tell = () => {
    const number = (n) => n.toLocaleString("en");
    byId("count").value = found.length ? `error ${number(current + 1)} of ${number(found.length)}` : "no error fits these filters";
    byId("previous").disabled = current <= 0;
    byId("next").disabled = current + 1 >= found.length;
  };
  const draw = async () => {
    const turn = (drawing += 1);
    const numbers = found.slice(place * PAGE, (place + 1) * PAGE);
    const data = await Promise.all(numbers.map((n) => block(Math.floor(n / per))));
    if (turn !== drawing) return false;
    byId("list").removeAttribute("aria-busy");
    byId("list").replaceChildren(...numbers.map((n, i) => drawn(data[i], n, place * PAGE + i)));
    byId("pages").replaceChildren(...pager(place, Math.ceil(found.length / PAGE), (to) => go(to * PAGE)));
    return true;
  };
  const go = async (at, move = true) => {
    if (at < 0 || at >= found.length) return;
    current = at; // a key that is held down moves on while a page is drawn
    if (Math.floor(at / PAGE) !== place) byId("list").setAttribute("aria-busy", "true");
    if (Math.floor(at / PAGE) !== place || !byId("list").children.length) {
      place = Math.floor(at / PAGE);
      if (!(await draw())) return;
    }
    mark(current, move);
  };
  const update = async (move = false) => {
    byId("list").setAttribute("aria-busy", "true");
    await filter();
    place = 0;
    current = found.length ? 0 : -1;
    if (!(await draw())) return;
    mark(current, move);
  };
  let waiting = 0;
  form.addEventListener("submit", (event) => event.preventDefault());
  const clear = () => {
    for (const one of form.elements) if (one.name) one.value = one === form.system ? "0" : "";
    fillLabels(0);
  };
  byId("clear").addEventListener("click", () => { clear(); update(); });
  form.addEventListener("change", (event) => {
    if (event.target === form.system) fillLabels(shown());
    if (event.target !== form.words) update();
  });
  form.words.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(update, 150);
  });
  byId("next").addEventListener("click", () => go(current + 1));
  byId("previous").addEventListener("click", () => go(current - 1));
  document.addEventListener("keydown", (event) => {
    const busy = event.target instanceof Element && event.target.closest("input, select, textarea");
    if (busy || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "n" || event.key === "p") {
      event.preventDefault();
      go(current + (event.key === "n" ? 1 : -1));
    }
  });
  home.hidden = false;
  await update();
  return async (query) => {
    clear();
    const wrong = index.systems.findIndex((_, s) => query[`outcome${s}`] && !["right", ...RIGHT].includes(query[`outcome${s}`]));
    if (form.system) form.system.value = query.system === undefined ? Math.max(wrong, 0) : query.system;
    fillLabels(shown());
    if (query.outcome) form[`outcome${query.system}`].value = query.outcome;
    for (const [name, value] of Object.entries(query)) {
      if (!["system", "outcome"].includes(name)) form[name].value = value;
    }
    await update(true);
    byId("errors").scrollIntoView();
  };
};
