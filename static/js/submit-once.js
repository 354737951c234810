// Stops a second press of a button from sending the form twice. The server refuses it too.
// The button is not disabled: that would drop its name and value, and its focus.
const SECONDS = 20;

export function submitOnce(button) {
  const form = button.form;
  // A form may have several such buttons; it is sent once, whichever was pressed.
  if (!form || form.dataset.submitOnce) return;
  form.dataset.submitOnce = "yes";
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(again, SECONDS * 1000);
  });
  function again() {
    delete form.dataset.sent;
    for (const pressed of form.querySelectorAll('[type="submit"][aria-disabled]')) {
      pressed.removeAttribute("aria-disabled");
    }
  }
  // Coming back with the Back button must find a form that can be sent.
  window.addEventListener("pageshow", again);
}
