// Stops a second press of a button from sending the form twice. The server refuses it too.
// The button is not disabled: that would drop its name and value, and its focus.
const SECONDS = 20;

export function submitOnce(button) {
  const form = button.form;
  if (!form) return;
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    button.setAttribute("aria-disabled", "true");
    setTimeout(again, SECONDS * 1000);
  });
  function again() {
    delete form.dataset.sent;
    button.removeAttribute("aria-disabled");
  }
  // Coming back with the Back button must find a form that can be sent.
  window.addEventListener("pageshow", again);
}
