// Asks before a page is left whose form holds words that were not sent: it does not save itself.
export function unsent(form) {
  let leaving = false;
  form.addEventListener("submit", () => {
    leaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && holdsWords()) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });

  function holdsWords() {
    return [...form.querySelectorAll("textarea")].some((box) => box.value.trim());
  }
}
