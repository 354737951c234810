// A button that opens the browser's print dialogue; without scripts the page says how.
export function print(button) {
  button.hidden = false;
  button.parentElement.querySelector(".print-note__plain")?.setAttribute("hidden", "");
  button.addEventListener("click", () => window.print());
}
