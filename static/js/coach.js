// Says, in a quiet moment, what might be said better in the text that is being written. The server
// looks, with the same rules as before signing; this only asks, shows and leads to the place.
// It asks after the draft was saved and no key was pressed for a while, so saving never waits.
const QUIET = 1500; // after the draft was saved, in milliseconds
const WIDE = "(min-width: 60rem)";

export function coach(form) {
  const panel = form.querySelector("[data-coach]");
  const list = panel.querySelector("[data-coach-list]");
  const spoken = form.querySelector("[data-coach-spoken]");
  const model = panel.querySelector("template");
  const home = panel.parentElement;
  const hidden = new Set();
  let box = null;
  let timer = 0;
  let asked = "";
  let asking = null;

  function sectionOf(element) {
    return element.closest("section") || form;
  }

  function texts() {
    const section = sectionOf(box);
    const body = new URLSearchParams({ written_in: box.name });
    for (const [name, value] of new FormData(form)) {
      if (typeof value !== "string") continue;
      const control = form.elements[name];
      const element = control instanceof RadioNodeList ? control[0] : control;
      if (!element || !section.contains(element)) continue;
      if (element.tagName === "TEXTAREA" || name.endsWith("-kind")) body.append(name, value);
    }
    return body;
  }

  function send(body, signal) {
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "application/json" };
    return fetch(form.dataset.coachUrl, { method: "POST", body, headers, redirect: "manual", signal });
  }

  async function ask() {
    if (!box || !box.isConnected) return;
    const body = texts();
    const text = body.toString();
    if (text === asked) return;
    asked = text;
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await send(body, asking.signal);
      if (answer.ok) show((await answer.json()).said);
    } catch {
      asked = ""; // nothing is lost: it is asked again after the next key, and before signing
    }
  }

  function show(said) {
    const shown = said.filter((each) => !hidden.has(each.key));
    list.replaceChildren(...shown.map(item));
    panel.hidden = shown.length === 0;
    place();
    const words = shown.length === 1 ? "1 suggestion about the words" : `${shown.length} suggestions about the words`;
    const news = shown.length ? words : "";
    if (spoken.textContent !== news) spoken.textContent = news;
  }

  // Beside the form where there is room; else at the end of what is being written.
  function place() {
    const where = window.matchMedia(WIDE).matches || !box ? home : sectionOf(box);
    if (panel.parentElement === where) return;
    if (where === home) home.prepend(panel);
    else where.append(panel);
  }

  function item(said) {
    const made = model.content.firstElementChild.cloneNode(true);
    const quoted = said.words ? `“${short(said.words)}”: ` : "";
    const often = said.times > 1 ? ` It is there ${said.times} times.` : "";
    made.querySelector("[data-says]").textContent = `${quoted}${said.says}${often}`;
    made.querySelector("[data-go]").addEventListener("click", () => go(said));
    const full = made.querySelector("[data-full]");
    full.hidden = !said.full;
    full.addEventListener("click", () => writeInFull(said, made));
    made.querySelector("[data-hide]").addEventListener("click", () => hide(said, made));
    made.querySelector("[data-unhelpful]").addEventListener("click", () => {
      send(new URLSearchParams({ does_not_help: said.check })).catch(() => {}); // one report fewer
      hide(said, made);
      spoken.textContent = "Reported: it does not help";
    });
    for (const about of made.querySelectorAll("[data-about]")) about.textContent = short(said.words || said.says);
    return made;
  }

  function hide(said, made) {
    hidden.add(said.key);
    const next = made.nextElementSibling || made.previousElementSibling;
    made.remove();
    panel.hidden = !list.children.length;
    (next?.querySelector("[data-hide]") || box).focus();
  }

  // The words may have moved since the server looked: then the place is shown, and nothing changed.
  function writeInFull(said, made) {
    const there = form.elements[said.box];
    go(said);
    if (!there || there.value.slice(said.start, said.end) !== said.found) return;
    there.setRangeText(said.full, said.start, said.end, "end");
    made.remove();
    panel.hidden = !list.children.length;
    there.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function go(said) {
    const there = form.elements[said.box];
    if (!there) return;
    there.closest("details:not([open])")?.setAttribute("open", "");
    there.focus();
    there.setSelectionRange(said.start, said.end);
  }

  function writing(event) {
    if (event.target.tagName !== "TEXTAREA" || event.target.closest("[data-coach]")) return;
    box = event.target;
    clearTimeout(timer);
  }

  form.addEventListener("input", writing);
  form.addEventListener("change", () => clearTimeout(timer));
  document.addEventListener("draft:saved", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, QUIET);
  });
  // What was said of one section says nothing of another.
  form.addEventListener("focusin", (event) => {
    if (!box || event.target.tagName !== "TEXTAREA" || sectionOf(event.target) === sectionOf(box)) return;
    box = event.target;
    asked = "";
    show([]);
    clearTimeout(timer);
    timer = setTimeout(ask, QUIET);
  });
}

function short(words) {
  return words.length > 60 ? `${words.slice(0, 59)}…` : words;
}
