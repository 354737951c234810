// Hides the page and signs out with one press, or with Ctrl+Shift+L from anywhere; drafts are
// saved before, and words that only this page holds stay on it, out of sight.
import { hideTitle } from "./neutral-title.js";

const SAVED_WITHIN = 3000; // milliseconds
const TRY_AGAIN = 5000;

const after = (time) => new Promise((done) => setTimeout(done, time));

export function lock(form) {
  let locking = false;

  async function saved() {
    document.dispatchEvent(new CustomEvent("session:ending"));
    const until = Date.now() + SAVED_WITHIN;
    while (document.querySelector("form[data-unsaved]") && Date.now() < until) await after(50);
  }

  async function signOut() {
    try {
      const body = new FormData(form);
      const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
      return answer.type === "opaqueredirect" || answer.ok;
    } catch {
      return false;
    }
  }

  async function begin(event) {
    event.preventDefault();
    if (locking) return;
    locking = true;
    document.documentElement.classList.add("is-locked");
    hideTitle("Locked");
    await saved();
    while (!(await signOut())) await after(TRY_AGAIN);
    locking = false;
    document.dispatchEvent(new CustomEvent("session:locked"));
  }

  document.addEventListener("session:back", () => {
    document.documentElement.classList.remove("is-locked");
  });
  form.hidden = false;
  form.addEventListener("submit", begin);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.shiftKey && event.key.toLowerCase() === "l") begin(event);
  });
}
