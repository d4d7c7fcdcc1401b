// A page of one article or of two sides, or an index: differences and search.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);

  // Differences: next and previous, of all kinds or one.
  const kind = one(".steps select");
  const count = one(".steps output");
  let now = null;
  const chosen = () => all(".difference").filter((each) => !kind.value || each.dataset.kind === kind.value);
  const tell = () => {
    const there = chosen();
    const place = there.indexOf(now);
    count.textContent = place < 0 ? `${there.length} differences` : `${place + 1} of ${there.length}`;
    for (const button of all(".steps button")) button.disabled = !there.length;
  };
  const step = (by) => {
    const there = chosen();
    if (!there.length) return;
    const place = there.indexOf(now);
    if (now) now.classList.remove("now");
    now = there[place < 0 ? (by > 0 ? 0 : there.length - 1) : (place + by + there.length) % there.length];
    now.classList.add("now");
    reader.pick(now);
    now.focus({ preventScroll: true });
    now.closest(".para").scrollIntoView({ block: "start" });
    now.scrollIntoView({ block: "nearest" });
    tell();
  };
  if (kind) {
    one(".steps .previous").addEventListener("click", () => step(-1));
    one(".steps .next").addEventListener("click", () => step(1));
    kind.addEventListener("change", () => {
      for (const each of all(".difference")) each.hidden = !!kind.value && each.dataset.kind !== kind.value;
      tell();
    });
    const folded = one("[name=folded]");
    const fold = () => all(".run").forEach((run) => (run.open = !folded.checked));
    folded.addEventListener("change", fold);
    fold();
    tell();
  }

  // An index: rows that hold all the words.
  const search = one(".filter input");
  if (search) {
    search.addEventListener("input", () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const rows = all("tbody tr");
      for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
      one(".filter output").textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length}`;
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input:not([type=radio], [type=checkbox]), select, textarea");
    if (typing) return;
    if (kind && event.key === "n") step(1);
    else if (kind && event.key === "p") step(-1);
    else return;
    event.preventDefault();
  });
})();
