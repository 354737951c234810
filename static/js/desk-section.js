// On a narrow screen a long form is folded by section, each with how far it is answered. Nothing
// is ever out of reach: what is wrong, asked for or led to, or holds somebody's words, stands open.
const NARROW = "(max-width: 40rem)";
// Boxes of a date are filled in beforehand, and so is a colleague: neither is somebody's words.
const WORDS = "textarea, input[type=text]:not(.govuk-date-input__input):not(.autocomplete__input)";
const FILLED = "input:not([type=hidden]), select, textarea";

function isAnswered(question) {
  if (question.querySelector("[data-copied]")) return true;
  if (question.querySelector("[data-rows]")) {
    return [...question.querySelectorAll('[name$="-text"]')].some((text) => text.value.trim() !== "");
  }
  return [...question.querySelectorAll(FILLED)].some((control) => {
    if (["radio", "checkbox"].includes(control.type)) return control.checked;
    return control.value.trim() !== "";
  });
}

export function deskSection(details) {
  const note = details.querySelector(":scope > summary [data-answered]");
  const questions = [...details.querySelectorAll(":scope > .writing-desk__ask")];
  const isFirst = details === document.querySelector(".desk-section");

  function tell() {
    const asked = questions.filter((question) => !question.querySelector(":scope > [hidden]:only-child"));
    details.hidden = asked.length === 0;
    note.textContent = `${asked.filter(isAnswered).length} of ${asked.length} answered`;
  }

  function holdsWords() {
    return [...details.querySelectorAll(WORDS)].some((control) => control.value.trim() !== "");
  }

  function isWanted() {
    const led = location.hash && details.querySelector(`[id="${CSS.escape(location.hash.slice(1))}"]`);
    return led || details.querySelector(".govuk-error-message, [autofocus]");
  }

  // After the questions that hang on others have been shown or hidden, on any change of the form.
  setTimeout(tell);
  details.closest("form").addEventListener("change", () => setTimeout(tell));
  if (matchMedia(NARROW).matches && !isFirst && !isWanted() && !holdsWords()) details.open = false;
  // Before others hear of the press: what is folded cannot take the focus.
  const before = { capture: true };
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href*="#"]');
    if (link && link.hash && details.querySelector(`[id="${CSS.escape(link.hash.slice(1))}"]`)) {
      details.open = true;
    }
  }, before);
}
