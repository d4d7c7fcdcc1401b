// Unpack what is shown at first, then let numbers open their errors.
const start = async () => {
  const find = await browser();
  await units();
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-find]") : null;
    if (button && find) find(JSON.parse(button.dataset.find));
  });
  document.documentElement.dataset.ready = "true";
};
start().catch(failed);
