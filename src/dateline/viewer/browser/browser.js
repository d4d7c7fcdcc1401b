"use strict";
// The first page: filters and search. Data comes as text and stays text: nothing here parses markup.
(() => {
  const MOST = 60; // hits at a time
  const FEW = 8; // things of a kind, where everything is searched
  const at = (id) => document.getElementById(id);
  const [search, scope, results, list, found, clear] = ["search", "scope", "results", "articles", "found", "clear"].map(at);
  const selects = [...document.querySelectorAll("select[data-filter]")];
  const rows = [...list.querySelectorAll("li")].map((item) => ({
    item,
    link: item.querySelector("a"),
    href: item.querySelector("a").getAttribute("href"),
    counts: item.querySelector(".counts"),
    types: new Map(item.dataset.type.split(" ").filter(Boolean).map((one) => one.split(":"))),
    number: Number(item.dataset.n),
  }));
  const byNumber = new Map(rows.map((row) => [row.number, row]));

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const plural = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

  // Data: a script tag loads a file, which calls `dateline` with its name.
  const files = new Map();
  globalThis.dateline = (name, data) => files.get(name).done(data);
  const load = (name) => {
    if (!files.has(name)) {
      const file = {};
      file.data = new Promise((done) => (file.done = done));
      files.set(name, file);
      document.head.append(element("script", { src: `data/${name}.js` }));
    }
    return files.get(name).data;
  };

  // Filters.
  const has = (row, field, value) => {
    if (field === "type") return row.types.has(value);
    if (field === "layer") return row.item.dataset.layer.split(" ").includes(value);
    return row.item.dataset[field] === value;
  };
  const passes = (row, but) => selects.every((one) => one === but || !one.value || has(row, one.id, one.value));
  const filter = () => {
    const kind = at("type");
    const label = kind.selectedOptions[0].dataset.t;
    for (const row of rows) {
      row.item.hidden = !passes(row);
      row.link.setAttribute("href", row.href + (kind.value ? `#type=${encodeURIComponent(label)}` : ""));
      row.counts.querySelector("b")?.remove();
      if (kind.value) row.counts.prepend(element("b", {}, `${row.types.get(kind.value)} ${label}`));
    }
    for (const section of list.querySelectorAll("section")) section.hidden = !section.querySelector("li:not([hidden])");
    for (const select of selects) {
      select.classList.toggle("set", select.value !== "");
      const others = rows.filter((row) => passes(row, select));
      for (const option of select.querySelectorAll("option[data-t]")) {
        const number = others.filter((row) => has(row, select.id, option.value)).length;
        option.textContent = `${option.dataset.t} (${number})`;
        option.disabled = number === 0 && !option.selected;
      }
    }
    clear.hidden = !selects.some((select) => select.value);
  };
  const shown = () => rows.filter((row) => !row.item.hidden);
  const allowed = (number) => !byNumber.get(number).item.hidden;

  // Words as the index has them: lower case, no accents.
  const WORD = /[\p{L}\p{N}\p{M}]+/gu;
  const fold = (text) => text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
  const words = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) || [];
  const asked = () => {
    const raw = search.value.trim();
    const exact = /^["“].*["”]$/.test(raw) && raw.length > 1;
    return { raw, exact, words: words(raw) };
  };
  const matches = (text, query) => {
    const own = words(text).join(" ");
    const wanted = query.words.join(" ");
    return query.exact ? own === wanted : ` ${own}`.includes(` ${wanted}`);
  };

  // Where the words of a query are in a sentence: together if they are in quotation marks, else anywhere, all of them.
  const places = (sentence, query) => {
    const own = [...sentence.matchAll(WORD)].map((one) => ({ from: one.index, to: one.index + one[0].length, word: fold(one[0]) }));
    if (query.exact) {
      const starts = own.filter((_, place) => query.words.every((word, next) => own[place + next]?.word === word));
      return starts.map((start) => [start.from, own[own.indexOf(start) + query.words.length - 1].to]);
    }
    const hits = query.words.map((word) => own.filter((one) => one.word.startsWith(word)));
    return hits.every((one) => one.length) ? hits.flat().map((one) => [one.from, one.to]).sort((a, b) => a[0] - b[0]) : [];
  };

  const inContext = (sentence, spans, href) => {
    const quote = element("q", {});
    let place = 0;
    for (const [from, to] of spans) {
      if (from < place) continue;
      const inside = sentence.slice(from, to);
      quote.append(sentence.slice(place, from), element("mark", {}, href ? element("a", { href }, inside) : inside));
      place = to;
    }
    quote.append(sentence.slice(place));
    return quote;
  };

  // Hits of one article, as items of a list.
  const HITS = {
    words: (text, query, page) =>
      text.sentences.flatMap(([paragraph, sentence]) => {
        const spans = places(sentence, query);
        return spans.length ? [element("li", {}, inContext(sentence, spans, `${page}#p${paragraph}`))] : [];
      }),
    types: (text, query, page) =>
      text.events.filter((one) => matches(one[0], query)).map(([type, place, from, to, anchor]) =>
        element("li", {}, inContext(text.sentences[place][1], [[from, to]], `${page}#${anchor}`), ...(query.exact ? [] : [element("small", {}, type)]))),
    cues: (text, query, page) => text.quotes.filter((one) => one[0] && matches(one[0], query)).map((one) => spoken(text, one, page)),
    speakers: (text, query, page) => text.quotes.filter((one) => one[1] && matches(one[1], query)).map((one) => spoken(text, one, page)),
  };
  const spoken = (text, [cue, speaker, place, from, to, anchor], page) =>
    element("li", {}, inContext(text.sentences[place][1], [[from, to]], `${page}#${anchor}`),
      element("small", {}, [speaker || "no speaker named", cue].filter(Boolean).join(" · ")));

  // The articles that may have hits.
  const candidates = async (kind, query, things) => {
    if (kind !== "words") {
      const of = things[kind].filter(([name]) => matches(name, query));
      return [...new Set(of.flatMap((one) => one.at(-1).map((number) => (Array.isArray(number) ? number[0] : number))))];
    }
    let kept = null;
    for (const word of query.words) {
      const letter = /^[\x00-\x7f]/.test(word) ? word[0] : "other";
      const known = things.letters.includes(letter) ? await load(`words/${letter}`) : {};
      const of = Object.keys(known).filter((one) => (query.exact ? one === word : one.startsWith(word))).flatMap((one) => known[one]);
      kept = kept ? kept.filter((number) => of.includes(number)) : [...new Set(of)];
    }
    return kept || [];
  };

  const link = (words, kind) => `#${new URLSearchParams({ q: `"${words}"`, in: kind })}`;
  const things = (title, items, more) => items.length
    ? [element("h2", {}, title), element("ul", { class: "things" }, ...items, ...(more > 0 ? [element("li", {}, element("small", {}, `and ${more} more`))] : []))]
    : [];
  const listed = (kind, title, of, few) =>
    things(title, of.slice(0, few).map((one) => {
      const number = kind === "entities" ? plural(one[4], "article") : plural(one.at(-1).length, "article");
      const href = kind === "entities" ? `entities/${one[2]}.html` : link(one[0], kind);
      return element("li", {}, element("a", { href }, one[0]), element("small", {}, kind === "entities" ? `${one[1]} · ${number}` : number));
    }), of.length - few);

  let run = 0;
  const look = async () => {
    const turn = ++run;
    const query = asked();
    if (!query.words.length) {
      results.hidden = true;
      list.hidden = false;
      found.textContent = plural(shown().length, "article");
      return;
    }
    const known = await load("things");
    if (turn !== run) return;
    const all = scope.value === "all";
    const parts = [];
    const named = known.entities.filter((one) => [one[0], ...one[5]].some((name) => matches(name, query)));
    if (all || scope.value === "entities") parts.push(...listed("entities", "Entities", named, all ? FEW : 200));
    for (const [kind, title] of [["types", "Event types"], ["speakers", "Speakers"], ["cues", "Cues"]]) {
      const of = known[kind].filter((one) => matches(one[0], query));
      if (all || (scope.value === kind && of.length > 1)) parts.push(...listed(kind, title, of, all ? FEW : 40));
    }
    results.replaceChildren(...parts);
    results.hidden = false;
    list.hidden = true;
    if (scope.value === "entities") {
      found.textContent = named.length ? plural(named.length, "entity", "entities") : `No entity is called “${query.raw}”.`;
      return;
    }
    const kind = all ? "words" : scope.value;
    const maybe = (await candidates(kind, query, known)).filter(allowed).sort((a, b) => a - b);
    if (turn !== run) return;
    if (kind === "types") masked(known, query);
    await more(turn, kind, query, maybe.filter((number) => known.texts[number]), known, 0);
    if (turn === run && !results.children.length) found.textContent = `Nothing found for “${query.raw}”.`;
  };

  const masked = (known, query) => {
    const numbers = new Map();
    for (const [, , of] of known.types.filter(([name]) => matches(name, query))) {
      for (const [number, times] of of) if (!known.texts[number] && allowed(number)) numbers.set(number, (numbers.get(number) || 0) + times);
    }
    const items = [...numbers].map(([number, times]) =>
      element("li", {}, element("a", { href: byNumber.get(number).link.getAttribute("href") }, byNumber.get(number).link.textContent), element("small", {}, String(times))));
    results.append(...things("In masked articles", items, 0));
  };

  // Show the hits of the next articles, until there are enough; a button shows more.
  const more = async (turn, kind, query, numbers, known, before) => {
    at("more")?.remove();
    let hits = 0;
    let read = 0;
    for (const number of numbers) {
      if (hits >= MOST) break;
      const text = await load(`texts/${known.texts[number]}`);
      if (turn !== run) return;
      read += 1;
      const row = byNumber.get(number);
      const items = HITS[kind](text, query, row.href);
      hits += items.length;
      if (!items.length) continue;
      results.append(element("section", {},
        element("h3", {}, element("a", { href: row.href }, row.link.textContent), " ", element("small", {}, row.item.querySelector(".facts").textContent)),
        element("ul", { class: "lines" }, ...items)));
    }
    const left = numbers.slice(read);
    const noun = { words: "sentence", types: "event", cues: "quote", speakers: "quote" }[kind];
    found.textContent = plural(before + hits, noun) + (left.length ? `, and more in ${plural(left.length, "article")}` : "");
    if (left.length) {
      const button = element("button", { type: "button", id: "more" }, `Show more of ${plural(left.length, "article")}`);
      button.addEventListener("click", () => more(turn, kind, query, left, known, before + hits));
      results.append(button);
    }
  };

  // The address says what is searched and filtered, so that going back finds it again.
  const keep = () => {
    const state = new URLSearchParams(selects.filter((one) => one.value).map((one) => [one.id, one.value]));
    if (search.value.trim()) {
      state.set("q", search.value.trim());
      if (scope.value !== "all") state.set("in", scope.value);
    }
    history.replaceState(null, "", `#${state}`);
  };
  const restore = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    search.value = state.get("q") || "";
    scope.value = state.get("in") || "all";
    for (const select of selects) {
      select.value = state.get(select.id) || "";
      if (select.selectedIndex < 0) select.value = "";
    }
    if (scope.selectedIndex < 0) scope.value = "all";
    filter();
    look();
    if (state.has("search")) search.focus();
  };
  const change = () => {
    filter();
    keep();
    look();
  };
  let wait = 0;
  search.addEventListener("focus", () => load("things"), { once: true });
  search.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(change, 150);
  });
  scope.addEventListener("change", change);
  for (const select of selects) select.addEventListener("change", change);
  clear.addEventListener("click", () => {
    for (const select of selects) select.value = "";
    change();
    at("split").focus();
  });
  at("form").addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(wait);
    change();
  });
  addEventListener("hashchange", restore);
  restore();
})();
