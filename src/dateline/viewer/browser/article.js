"use strict";
// An article of the browser: what is picked opens its entry in the panel, links arrive at marks, and types are filtered.
(() => {
  const text = document.getElementById("text");
  const said = document.getElementById("said");
  const kind = document.getElementById("type");
  const LAYER_OF = { m: "mentions", t: "events", f: "events", q: "quotes", c: "quotes" };
  const within = (one) => !kind.value || one.dataset.t === kind.value || one.dataset.k === kind.value;

  const show = (layer) => {
    document.querySelector(`[name=layer][value=${layer}]`).checked = true;
    for (const one of text.querySelectorAll(".m, .t, .q")) one.classList.toggle("off", !within(one));
    for (const one of document.querySelectorAll(".panel [data-k]")) one.hidden = !within(one);
    reader.change();
  };

  const steps = (item, mark) => {
    const own = reader.groups(mark);
    const chain = reader.stops().filter((one) => reader.groups(one).some((group) => own.includes(group)));
    if (chain.length < 2) return;
    const bar = document.createElement("div");
    bar.className = "steps";
    for (const [name, by] of [["Previous", -1], ["Next", 1]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.addEventListener("click", () => reader.walk(mark, by, true));
      bar.append(button);
    }
    const place = document.createElement("small");
    place.textContent = `${chain.indexOf(mark) + 1} of ${chain.length}`;
    bar.append(place);
    item.append(bar);
  };

  document.addEventListener("picked", ({ detail: mark }) => {
    document.querySelector(".panel .open")?.classList.remove("open");
    document.querySelector(".panel .steps")?.remove();
    said.textContent = "";
    const item = mark && document.getElementById(`g${(mark.dataset.on || mark.dataset.in).split(" ")[0]}`);
    if (!item) return;
    item.classList.add("open");
    if (mark.dataset.on) steps(item, mark);
    const panel = item.closest(".panel");
    if (panel.scrollHeight > panel.clientHeight) panel.scrollTop = item.offsetTop - panel.offsetTop - panel.clientHeight / 3;
    said.textContent = item.textContent.replace(/\s+/g, " ").slice(0, 200);
  });

  const choose = (type) => {
    kind.value = type;
    const first = type && ["m", "t", "q"].find((letter) => [...text.querySelectorAll(`.${letter}`)].some(within));
    const wants = first ? LAYER_OF[first] : reader.layer();
    show(wants === "mentions" && reader.layer() === "chains" ? "chains" : wants);
  };

  const arrive = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    const type = new URLSearchParams(name).get("type");
    if (type !== null) {
      if ([...kind.options].some((one) => one.value === type)) choose(type);
      return;
    }
    const mark = document.getElementById(name);
    if (!mark || !text.contains(mark) || !mark.matches(".m, .t, .q, .c, .f")) return;
    if (!within(mark)) kind.value = "";
    const layer = reader.layer();
    const wants = LAYER_OF[name[0]];
    const fits = [wants, "all"].includes(layer) || (layer === "chains" && mark.dataset.c) || (name[0] === "m" && mark.classList.contains("lit"));
    show(fits ? layer : wants);
    reader.pick(mark);
    mark.scrollIntoView({ block: "center" });
    if (reader.stops().includes(mark)) mark.focus({ preventScroll: true });
  };

  for (const radio of document.querySelectorAll("[name=layer]")) {
    radio.addEventListener("change", () => {
      kind.value = "";
      show(radio.value);
    });
  }
  kind.addEventListener("change", () => choose(kind.value));
  addEventListener("hashchange", arrive);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) arrive();
  });
  arrive();
})();
