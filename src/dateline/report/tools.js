// What both parts of the page's script use.
const PAGE = 20; // errors, or documents
const byId = (id) => document.getElementById(id);
const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
};
const unpack = async (id) => {
  const bytes = Uint8Array.from(atob(byId(id).textContent), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
};
const failed = (error) => {
  const told = "This browser can't unpack the data of this page; browsers since 2023 can.";
  for (const id of ["browser", "units"]) {
    if (byId(id)) byId(id).before(make("p", { class: "note" }, `${told} (${error.message})`));
  }
};
const pager = (place, pages, go) => {
  if (pages < 2) return [];
  const step = (text, to) => {
    const button = make("button", { type: "button" }, text);
    button.disabled = to < 0 || to >= pages;
    button.addEventListener("click", () => go(to));
    return button;
  };
  return [step("First", place ? 0 : -1), step("Back", place - 1), `page ${place + 1} of ${pages}`,
    step("Forward", place + 1), step("Last", place < pages - 1 ? pages - 1 : -1)];
};
