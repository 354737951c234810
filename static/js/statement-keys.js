// Two keys to the next statement: Ctrl+Enter in one leads to the buttons of its question, in the
// main text to those under it, and there a letter presses one, or Escape goes back. A letter does
// something only while a button has the focus (WCAG 2.1.4).
export function statementKeys(kinds) {
  if (!("shortcuts" in document.body.dataset)) return;
  const set = kinds.closest(".rows, .paragraphs");
  const buttons = [...kinds.querySelectorAll("[data-letter]")];
  let from = null;

  set.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!buttons.includes(event.target)) from = event.target;
    buttons[0].focus();
  });

  kinds.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = buttons.indexOf(event.target);
    const pressed = buttons.find((button) => button.dataset.letter === event.key.toLowerCase());
    if (step) buttons[(at + step + buttons.length) % buttons.length].focus();
    else if (pressed) pressed.click();
    else if (event.key === "Escape") from?.focus();
    else return;
    event.preventDefault();
  });
}
