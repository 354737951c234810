// Warns before the session ends, and lets any key prolong it. When it has ended the page goes to
// sign-in and comes back to the same place; a page that alone holds words stays, out of sight.
import { hideTitle, showTitle } from "./neutral-title.js";

const WARN = 150; // seconds before the end: longer than the two minutes that are promised
const WARN_AT_MOST = 600; // before the longest time is over, which nothing prolongs
const LOOK_AGAIN = 15; // seconds, once warned
const LONGEST_TIMER = 60; // seconds: a machine that slept finds out soon after it wakes

export function sessionEnd(element) {
  const part = (name) => element.querySelector(`[data-session-${name}]`);
  const { sessionUrl, signInUrl, who } = element.dataset;
  let ends = Date.now() + Number(element.dataset.seconds) * 1000;
  let canExtend = element.dataset.canExtend === "yes";
  let state = "working"; // working, warned or ended
  let timer = 0;
  // On a slow line somebody has begun to type before the scripts listen.
  let typed = [...document.querySelectorAll("input, textarea")].some(
    (field) => isHereAlone(field) && field.value !== field.defaultValue,
  );

  function secondsLeft() {
    return Math.round((ends - Date.now()) / 1000);
  }

  function warnAt() {
    return canExtend ? WARN : WARN_AT_MOST;
  }

  function wait() {
    clearTimeout(timer);
    const seconds = state === "working" ? secondsLeft() - warnAt() : LOOK_AGAIN;
    timer = setTimeout(look, Math.max(1, Math.min(seconds, LONGEST_TIMER)) * 1000);
  }

  // Another tab may have prolonged the session: the server knows.
  async function ask({ attended }) {
    const headers = { Accept: "application/json" };
    if (!attended) headers["X-Unattended"] = "yes";
    const answer = await fetch(sessionUrl, { headers, redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 403) return null;
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  }

  async function look({ attended = false, doubted = false } = {}) {
    if (!attended && !doubted && state === "working" && secondsLeft() > warnAt()) return wait();
    try {
      const left = await ask({ attended });
      if (left === null || left.who !== who) return end(left);
      ends = Date.now() + left.seconds * 1000;
      canExtend = left.can_extend;
      if (left.seconds > warnAt()) work();
      else warn();
    } catch {
      if (secondsLeft() < 0) return end(null, { reached: false });
      if (secondsLeft() <= warnAt()) warn();
    }
    return wait();
  }

  function show(title, text) {
    part("title").textContent = title;
    part("text").textContent = text;
    part("panel").hidden = false;
    const words = `${title}. ${text}`;
    if (part("spoken").textContent !== words) part("spoken").textContent = words;
  }

  function work() {
    if (state === "ended") {
      document.dispatchEvent(new CustomEvent("session:back"));
      showTitle();
    }
    state = "working";
    part("panel").hidden = true;
    part("spoken").textContent = "";
    document.documentElement.classList.remove("is-signed-out");
  }

  function warn() {
    state = "warned";
    document.dispatchEvent(new CustomEvent("session:ending"));
    const minutes = Math.max(1, Math.ceil(secondsLeft() / 60));
    const left = minutes === 1 ? "a minute" : `${minutes} minutes`;
    part("stay").hidden = !canExtend;
    part("sign-in").hidden = true;
    if (canExtend) {
      show("Are you still there?", `You will be signed out in about ${left}. Press any key to stay.`);
    } else {
      show(
        "The longest time of a session is nearly over",
        `You will be signed out in about ${left}. Drafts are saved, and you come back to this page when you sign in again.`,
      );
    }
  }

  function end(left, { reached = true } = {}) {
    state = "ended";
    const colleague = left !== null;
    if (reached && !holdsWords() && !colleague) {
      const here = location.pathname + location.search;
      location.replace(`${signInUrl}?next=${encodeURIComponent(here)}`);
      return;
    }
    document.documentElement.classList.add("is-signed-out");
    hideTitle("Signed out");
    part("stay").hidden = true;
    part("sign-in").hidden = colleague;
    show(
      "You were signed out",
      colleague
        ? "A colleague is signed in now. What you typed here is still on this page, out of sight."
        : "What you typed and had not saved is still on this page, out of sight. Sign in again in a new tab, then come back to this one.",
    );
    wait();
  }

  function holdsWords() {
    return typed || document.querySelector("form[data-unsaved]") !== null;
  }

  function present() {
    if (state === "warned" && canExtend) look({ attended: true });
  }

  // What is typed in a draft is saved as it is typed; in any other form it is on this page alone.
  function isHereAlone({ form }) {
    return form?.method === "post" && !form.matches('[data-module~="draft"]');
  }

  document.addEventListener("input", ({ target }) => {
    if (isHereAlone(target)) typed = true;
  });
  document.addEventListener("draft:saved", () => state === "warned" && look());
  document.addEventListener("session:locked", () => end(null));
  document.addEventListener("session:over", () => state !== "ended" && look({ doubted: true }));
  for (const act of ["keydown", "pointerdown"]) document.addEventListener(act, present);
  for (const event of ["focus", "online"]) window.addEventListener(event, () => look());
  document.addEventListener("visibilitychange", () => document.hidden || look());
  window.addEventListener("pageshow", ({ persisted }) => persisted && look({ doubted: true }));
  wait();
}
