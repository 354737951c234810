// Keeps a form on the server while it is being written, and says honestly whether it is kept.
// Nothing is stored in the browser. The server holds the rules; this only saves losing time.
const QUIET = 600; // after the last key, in milliseconds
const LONGEST = 1500; // after the first key that is not yet kept
const FIRST_RETRY = 2000;
const LONGEST_RETRY = 30000;
const AWAY = 60000; // after the last key, saving again is nobody's act and keeps nobody signed in
const SAVING = "Saving…"; // from the first key on: "Saved" is never said of words that are not
const KEEPALIVE_LIMIT = 60000; // browsers refuse larger bodies while a page is closing

class SignedOut extends Error {}
class Refused extends Error {}

export function keepDraft(form) {
  const shown = form.querySelector("[data-draft-status]");
  const spoken = form.querySelector("[data-draft-spoken]");
  const notice = form.querySelector("[data-draft-notice]");
  const version = form.elements.draft_version;
  const token = form.elements.form_token;
  let saveUrl = form.dataset.saveUrl;
  let csrf = form.elements.csrfmiddlewaretoken.value;
  let savedAt = form.dataset.savedAt;
  let dirtySince = 0;
  let failures = 0;
  let timer = 0;
  let sending = null;
  let leaving = false;
  let waiting = false;
  let holding = false;
  let lastKey = 0;

  // Read by the end of the session: words that are on this page alone must not be left behind.
  function mark() {
    form.toggleAttribute("data-unsaved", Boolean(dirtySince || sending));
  }

  function say(text, { failed = false, aloud = false } = {}) {
    shown.textContent = text;
    shown.classList.toggle("writing-desk__saved--failed", failed);
    if (aloud && spoken.textContent !== text) spoken.textContent = text;
  }

  function since() {
    return savedAt ? `Not saved since ${savedAt}` : "Not saved yet";
  }

  // A correction in which nothing differs from what is signed is not kept.
  function standing() {
    return savedAt ? `Saved ${savedAt}` : "Nothing changed yet";
  }

  function body() {
    const typed = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    return new URLSearchParams(typed.filter(([name]) => name !== "csrfmiddlewaretoken"));
  }

  function post(text, keepalive = false) {
    const headers = { "X-CSRFToken": csrf, Accept: "application/json" };
    if (Date.now() - lastKey > AWAY) headers["X-Unattended"] = "yes";
    return fetch(saveUrl, { method: "POST", body: text, keepalive, redirect: "manual", headers });
  }

  async function freshCsrf() {
    const answer = await fetch(form.dataset.csrfUrl, { redirect: "manual" });
    if (answer.type === "opaqueredirect") throw new SignedOut();
    if (!answer.ok) throw new Error(`${answer.status}`);
    csrf = (await answer.json()).csrf;
    form.elements.csrfmiddlewaretoken.value = csrf;
  }

  async function send() {
    const text = body();
    let answer = await post(text);
    if (answer.status === 403 && !isJson(answer)) {
      await freshCsrf();
      answer = await post(text);
    }
    if (answer.type === "opaqueredirect") throw new SignedOut();
    if (!isJson(answer)) {
      if (answer.status === 403 || answer.status === 404) {
        throw new Refused("You may no longer write on this record. Copy your text, then ask your manager");
      }
      if (answer.status === 413 || answer.status === 400) {
        throw new Refused("The text is too long to save. Sign part of it as an entry of its own");
      }
      throw new Error(`${answer.status}`);
    }
    const result = await answer.json();
    if (result.signed_out) throw new SignedOut();
    if (!result.saved) throw new Refused(result.message);
    return result;
  }

  function keep(result) {
    version.value = result.version;
    if (token) token.value = result.token;
    saveUrl = result.save_url;
    savedAt = result.at;
    form.action = result.edit_url;
    window.history.replaceState(null, "", result.edit_url);
    if (result.message) {
      notice.textContent = result.message;
      notice.hidden = false;
    }
  }

  async function save() {
    clearTimeout(timer);
    if (sending || !dirtySince || leaving || holding) return;
    const began = dirtySince;
    dirtySince = 0;
    if (!failures) say(SAVING);
    sending = send();
    mark();
    try {
      keep(await sending);
      say(standing(), { aloud: failures > 0 || !spoken.textContent });
      if (dirtySince) say(SAVING);
      failures = 0;
      document.dispatchEvent(new CustomEvent("draft:saved"));
    } catch (problem) {
      dirtySince = dirtySince || began;
      failures += 1;
      tell(problem);
      if (problem instanceof SignedOut) document.dispatchEvent(new CustomEvent("session:over"));
      else if (!(problem instanceof Refused)) later(Math.min(FIRST_RETRY * 2 ** (failures - 1), LONGEST_RETRY));
      return;
    } finally {
      sending = null;
      mark();
    }
    if (dirtySince) later(QUIET);
  }

  function tell(problem) {
    const tone = { failed: true, aloud: true };
    if (problem instanceof SignedOut) say(`${since()}. You were signed out`, tone);
    else if (problem instanceof Refused) say(`${since()}. ${problem.message}`, tone);
    else if (!navigator.onLine) offline();
    else say(`${since()}. Trying again`, tone);
  }

  function offline() {
    const kept = !dirtySince && !sending && savedAt;
    say(kept ? `Offline. Saved ${savedAt}` : `Offline. ${since()}`, { failed: true, aloud: true });
  }

  function online() {
    if (dirtySince) save();
    else if (savedAt) say(`Saved ${savedAt}`, { aloud: true });
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  function changed() {
    lastKey = Date.now();
    dirtySince = dirtySince || lastKey;
    mark();
    if (!failures && navigator.onLine) say(SAVING);
    later(Math.max(0, Math.min(QUIET, dirtySince + LONGEST - Date.now())));
  }

  // Files are sent with the form as it stands: meanwhile it does not save itself.
  form.addEventListener("draft:hold", (event) => {
    clearTimeout(timer);
    event.detail.ready = Promise.resolve(sending)
      .catch(() => {})
      .then(() => {
        holding = true;
        dirtySince = 0;
        mark();
      });
  });
  form.addEventListener("draft:go-on", (event) => {
    holding = false;
    // Signed meanwhile: only what is typed from now on is not kept yet.
    if (event.detail?.late) return;
    if (event.detail) {
      keep(event.detail);
      say(`Saved ${savedAt}`);
    } else {
      dirtySince = dirtySince || Date.now();
    }
    mark();
    if (dirtySince) later(QUIET);
  });
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  window.addEventListener("online", online);
  window.addEventListener("offline", offline);
  document.addEventListener("session:ending", save);
  document.addEventListener("session:back", save);
  window.addEventListener("focus", () => failures && save());

  // A save that is on its way must arrive before the form, or the form would look out of date.
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (!sending && !waiting) {
      leaving = true;
      return;
    }
    event.preventDefault();
    if (waiting) return; // pressed again meanwhile
    waiting = true;
    await sending.catch(() => {});
    waiting = false;
    leaving = true;
    delete form.dataset.sent; // it was not sent yet: submit-once.js counts it now
    form.requestSubmit(event.submitter);
  });

  window.addEventListener("pagehide", () => {
    // One that is on its way may not arrive once the page is gone: the same text twice is kept once.
    if (leaving || !(dirtySince || sending)) return;
    const text = body();
    if (fits(text)) post(text, true).catch(() => {});
  });
  window.addEventListener("beforeunload", (event) => {
    if (leaving || !(dirtySince || sending)) return;
    if (failures || !navigator.onLine || !fits(body())) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
}

function fits(text) {
  return text.toString().length < KEEPALIVE_LIMIT;
}

function isJson(answer) {
  return (answer.headers.get("Content-Type") || "").startsWith("application/json");
}

for (const form of document.querySelectorAll('form[data-module~="draft"]')) keepDraft(form);
