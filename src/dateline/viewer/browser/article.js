"use strict";
// An article: which layer is strong, and which mark is picked. Everything is in the page already; this only sets classes.
(() => {
  const body = document.body;
  const text = document.getElementById("text");
  const said = document.getElementById("said");
  const kind = document.getElementById("type");
  const labels = document.getElementById("labels");
  const radios = [...document.querySelectorAll("input[name=layer]")];
  const MARKS = { mentions: ".m[id][data-on]", chains: ".m[id][data-c]", events: ".t[id]", quotes: ".q[id]", none: "" };
  const LAYER_OF = { m: "mentions", t: "events", f: "events", q: "quotes", c: "quotes" };
  let layer = body.dataset.layer;
  let marks = [];
  let picked = null;

  const members = (groups) => groups.flatMap((group) => [...document.querySelectorAll(`[data-in~="${group}"]`)]);
  const groupsOf = (mark) => (mark.dataset.on || mark.dataset.in || "").split(" ").filter(Boolean);
  const within = (mark, chosen) => !chosen || mark.classList.contains(chosen);

  const clear = () => {
    for (const one of document.querySelectorAll(".lit, .picked, .open")) one.classList.remove("lit", "picked", "open");
    for (const one of document.querySelectorAll("[data-r]")) delete one.dataset.r;
    document.querySelector(".steps")?.remove();
    picked = null;
    said.textContent = "";
  };

  const roam = (mark) => {
    for (const one of marks) one.tabIndex = one === mark ? 0 : -1;
  };

  const show = (name) => {
    layer = name;
    body.dataset.layer = name;
    for (const radio of radios) radio.checked = radio.value === name;
    for (const one of marks) {
      one.removeAttribute("tabindex");
      one.removeAttribute("role");
      one.removeAttribute("aria-label");
    }
    const chosen = kind.value;
    marks = MARKS[name] ? [...text.querySelectorAll(MARKS[name])].filter((one) => within(one, chosen)) : [];
    for (const one of marks) {
      one.setAttribute("role", "group");
      one.setAttribute("aria-label", [one.dataset.t, name === "chains" && `chain ${one.dataset.c}`].filter(Boolean).join(", ") || "quote");
    }
    roam(marks[0]);
    for (const one of text.querySelectorAll(".m, .t, .q")) one.classList.toggle("off", !within(one, chosen));
    for (const one of document.querySelectorAll(".rail [data-k]")) one.hidden = chosen !== "" && one.dataset.k !== chosen;
  };

  const roles = (item) => {
    for (const one of item.querySelectorAll("li[data-at]")) {
      const filler = ["m", "f"].map((letter) => document.getElementById(letter + one.dataset.at)).find(Boolean);
      if (filler) filler.dataset.r = filler.dataset.r ? `${filler.dataset.r}, ${one.dataset.role}` : one.dataset.role;
    }
  };

  const steps = (item, mark) => {
    const chain = marks.filter((one) => groupsOf(one).some((group) => groupsOf(mark).includes(group)));
    if (chain.length < 2) return;
    const bar = document.createElement("div");
    bar.className = "steps";
    for (const [name, by] of [["Previous", -1], ["Next", 1]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.addEventListener("click", () => along(by, true));
      bar.append(button);
    }
    const place = document.createElement("small");
    place.textContent = `${chain.indexOf(mark) + 1} of ${chain.length}`;
    bar.append(place);
    item.append(bar);
  };

  const pick = (mark) => {
    clear();
    picked = mark;
    const groups = groupsOf(mark);
    for (const one of members(groups)) one.classList.add("lit");
    mark.classList.add("picked");
    const item = document.getElementById(`g${groups[0]}`);
    if (item) {
      item.classList.add("open");
      roles(item);
      steps(item, mark);
      const rail = item.closest(".rail");
      if (rail.scrollHeight > rail.clientHeight) rail.scrollTop = item.offsetTop - rail.offsetTop - rail.clientHeight / 3;
      said.textContent = item.textContent.replace(/\s+/g, " ").slice(0, 200);
    }
    if (marks.includes(mark)) roam(mark);
  };

  // To the next mark of the layer, or of the picked one's chain.
  const along = (by, chained) => {
    const from = picked || document.activeElement;
    const list = chained ? marks.filter((one) => groupsOf(one).some((group) => groupsOf(from).includes(group))) : marks;
    if (!list.length) return;
    const next = list[(list.indexOf(from) + by + list.length) % list.length];
    pick(next);
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
  };

  const arrive = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    const wanted = new URLSearchParams(name);
    if (wanted.has("type")) {
      const option = [...kind.options].find((one) => one.dataset.t === wanted.get("type"));
      if (option) choose(option.value);
      return;
    }
    const mark = document.getElementById(name);
    if (!mark || !text.contains(mark) || !mark.matches(".m, .t, .q, .c, .f")) return;
    if (!within(mark, kind.value)) kind.value = "";
    const wants = LAYER_OF[name[0]];
    const fits = layer === wants || (layer === "chains" && mark.dataset.c) || (name[0] === "m" && mark.classList.contains("lit"));
    show(fits ? layer : wants);
    pick(mark);
    mark.scrollIntoView({ block: "center" });
    if (marks.includes(mark)) mark.focus({ preventScroll: true });
  };

  const choose = (value) => {
    kind.value = value;
    clear();
    const wants = value ? LAYER_OF[["m", "t", "q"].find((letter) => text.querySelector(`.${letter}.${value}`))] : layer;
    show(wants === "mentions" && layer === "chains" ? layer : wants);
  };

  for (const radio of radios) {
    radio.addEventListener("change", () => {
      clear();
      kind.value = "";
      show(radio.value);
    });
  }
  kind.addEventListener("change", () => choose(kind.value));
  labels.addEventListener("change", () => body.classList.toggle("labels", labels.checked));
  addEventListener("hashchange", arrive);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) arrive();
    if (link || !event.target.isConnected || event.target.closest(".tools, .rail")) return;
    const mark = MARKS[layer] ? event.target.closest(MARKS[layer].replace("[id]", "")) : null;
    if (!mark || mark.classList.contains("off") || mark === picked) clear();
    else pick(mark);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") clear();
    if (!marks.includes(event.target)) return;
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      along(by, event.shiftKey);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (event.target === picked) clear();
      else pick(event.target);
    }
  });
  show(layer);
  body.classList.toggle("labels", labels.checked);
  arrive();
})();
