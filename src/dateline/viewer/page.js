"use strict";
(() => {
  let lit = [];
  let pinned = null;
  const light = (element) => {
    for (const one of lit) one.classList.remove("lit");
    lit = [];
    for (const group of element ? element.dataset.on.split(" ") : []) {
      for (const one of document.querySelectorAll(`[data-in~="${group}"]`)) {
        one.classList.add("lit");
        lit.push(one);
      }
    }
  };
  const pointed = (event) => (event.target instanceof Element ? event.target.closest("[data-on]") : null);
  document.addEventListener("mouseover", (event) => light(pointed(event) || pinned));
  document.addEventListener("focusin", (event) => light(pointed(event) || pinned));
  document.addEventListener("focusout", () => light(pinned));
  document.addEventListener("click", (event) => {
    const element = pointed(event);
    pinned = element === pinned ? null : element;
    light(pinned);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") light((pinned = null));
    if (event.key === "Enter" && pointed(event)) pointed(event).click();
  });
  for (const box of document.querySelectorAll("input[data-hides]")) {
    const apply = () => document.body.classList.toggle(box.dataset.hides, !box.checked);
    box.addEventListener("change", apply);
    apply();
  }
})();
