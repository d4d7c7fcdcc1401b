"use strict";
// Marked text: what belongs together lights up where it is pointed at, a click picks it, and arrow keys go from mark to mark.
const reader = (() => {
  const STOPS = { mentions: ".m", chains: ".m[data-c]", events: ".t", quotes: ".q", all: ".m, .t, .q, .c" };
  const all = (selector) => [...document.querySelectorAll(selector)];
  const about = document.querySelector(".about");
  let lit = [];
  let picked = null;

  const layer = () => document.querySelector("[name=layer]:checked")?.value ?? "text";
  const strong = () => `.text :is(${STOPS[layer()] || "none"})[data-on]:not(.off)`;
  const stops = () => all(`${strong()}[tabindex]`).filter((one) => one.checkVisibility());
  const groups = (one) => one.dataset.on.split(" ");
  const pointed = (event) => {
    const one = event.target instanceof Element ? event.target.closest("[data-on]") : null;
    return one?.closest(".text") ? event.target.closest(strong()) : one;
  };

  const light = (one) => {
    for (const each of lit) each.classList.remove("lit");
    lit = one ? all(groups(one).map((group) => `[data-in~="${group}"]`).join()) : [];
    for (const each of lit) each.classList.add("lit");
    if (!about) return;
    about.textContent = one?.getAttribute("aria-label") || "";
    about.classList.toggle("high", !!one && one.getBoundingClientRect().bottom > innerHeight - 48); // not above the mark itself
  };
  // The text is one stop of the Tab key.
  const roam = (to) => {
    for (const one of all(".text [tabindex='0']")) one.tabIndex = -1;
    if (to) to.tabIndex = 0;
  };
  const pick = (one) => {
    picked?.classList.remove("picked");
    picked = one;
    picked?.classList.add("picked");
    light(picked);
    if (picked?.matches(".text [tabindex]")) roam(picked);
    document.dispatchEvent(new CustomEvent("picked", { detail: picked }));
  };
  // To the next mark of the layer, or of a chain or an event; what is picked moves along.
  const walk = (from, by, chained) => {
    const there = chained ? stops().filter((one) => groups(one).some((group) => groups(from).includes(group))) : stops();
    const to = there[(there.indexOf(from) + by + there.length) % there.length];
    if (!to) return;
    if (picked) pick(to);
    roam(to);
    to.focus();
  };
  const change = () => {
    pick(null);
    roam(stops()[0]);
  };

  document.addEventListener("mouseover", (event) => light(pointed(event) || picked));
  document.addEventListener("focusin", (event) => light(pointed(event) || picked));
  document.addEventListener("focusout", () => light(picked));
  document.addEventListener("click", (event) => {
    const one = pointed(event);
    if (!event.target.isConnected || (!one && event.target.closest("button, input, label, select, summary, a, aside"))) return;
    pick(one === picked ? null : one);
  });
  document.addEventListener("change", (event) => event.target.name === "layer" && change());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const mark = event.target.closest(".text [tabindex]");
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") pick(null);
    else if (mark && by) walk(mark, by, event.shiftKey);
    else if (mark && (event.key === "Enter" || event.key === " ")) pick(mark === picked ? null : mark);
    else return;
    event.preventDefault();
  });
  roam(stops()[0]);
  return { change, groups, layer, pick, stops, walk };
})();
