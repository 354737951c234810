// Single keys outside of fields, for those who want them (WCAG 2.1.4: they can be turned off).
// data-key names the key of an element: a link or a button that leads on is pressed, a field, or a
// button that changes something, gets the focus. j and k step through data-step where no element
// has them. Ctrl+S presses data-key="save" from anywhere in its form.
export function shortcuts(body) {
  if (!("shortcuts" in body.dataset)) return;

  function find(key) {
    return [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(
      (element) => element.getClientRects().length > 0,
    );
  }

  function press(element) {
    if (element.matches("a, summary, [data-key-press]")) {
      element.click();
      if (element.matches("summary")) element.focus();
    } else {
      element.focus();
      if (element.matches("input")) element.select();
    }
  }

  function step(way) {
    const steps = [...document.querySelectorAll("[data-step]")].filter(
      (element) => element.getClientRects().length > 0,
    );
    const at = steps.indexOf(document.activeElement);
    const next = steps[at < 0 && way < 0 ? 0 : Math.min(Math.max(at + way, 0), steps.length - 1)];
    if (!next) return false;
    next.focus();
    next.scrollIntoView({ block: "center" });
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      const save = event.key.toLowerCase() === "s" && find("save");
      if (!save) return;
      event.preventDefault();
      save.click();
      return;
    }
    if (event.target.closest("input, textarea, select, [contenteditable], [role=listbox]")) return;
    const element = find(event.key);
    const way = { j: 1, k: -1 }[event.key];
    if (element) press(element);
    else if (!way || !step(way)) return;
    event.preventDefault();
  });
}
