// Finds people in a long list of ticks by two letters of name, relationship, role or organisation.
// The ticks stay the form's answer: whoever is found is ticked and stands on top, and goes again by
// unticking. Whoever is not in the list is put into the box for anyone else, with a press.
import { SHORT, SHOWN_AT_MOST, asText, has } from "./type-ahead.js";

const ALWAYS = 2; // the person and whoever is next stay in sight: they are asked for most

export function findPeople(place) {
  const list = place.querySelector(".reference-list");
  const items = list ? [...list.children] : [];
  if (items.length < SHORT || place.dataset.started) return;
  place.dataset.started = "yes";
  const box = (item) => item.querySelector("input");
  const words = (item) => item.querySelector("label").textContent.trim();
  const other = place.querySelector(".reference-other textarea");
  const id = `${list.id}_find`;
  const label = document.createElement("label");
  const holder = document.createElement("div");
  const notice = document.createElement("p");
  const all = document.createElement("button");
  const begun = new Set(items.slice(0, ALWAYS));
  let isWhole = false;

  label.className = "govuk-label reference-find__label";
  label.htmlFor = id;
  label.id = `${id}_label`;
  label.textContent = "Find by name, relationship or job";
  holder.className = "type-ahead";
  notice.className = "type-ahead__notice";
  notice.setAttribute("role", "status");
  all.type = "button";
  all.className = "reference-find__all";

  function added(typed) {
    return `Add “${typed}”, who is not in the list`;
  }

  function settle() {
    for (const item of items) item.hidden = !(isWhole || begun.has(item) || box(item).checked);
    all.textContent = isWhole ? "Show fewer" : `Show all ${items.length} names`;
    all.setAttribute("aria-expanded", String(isWhole));
  }

  function count() {
    const ticked = items.filter((item) => box(item).checked).length;
    return ticked === 1 ? "1 person ticked" : `${ticked} people ticked`;
  }

  function tick(item) {
    begun.add(item);
    if (!box(item).checked) box(item).click();
    // Who was found stands on top; the order in which they are kept is the list's own.
    list.prepend(item);
    settle();
    notice.textContent = `${words(item)}: ticked. ${count()}`;
  }

  function name(typed) {
    other.value = [other.value.trimEnd(), `${typed}, `].filter(Boolean).join("\n");
    other.dispatchEvent(new Event("input", { bubbles: true }));
    // After the package, which goes back to its own box.
    setTimeout(() => {
      other.focus();
      other.setSelectionRange(other.value.length, other.value.length);
    });
    notice.textContent = `${typed} is added. Type their role after the comma`;
  }

  let typed = "";
  function search(query, show) {
    typed = query.trim();
    const found = items.filter((item) => !box(item).checked && has(words(item), typed));
    const suggested = found.slice(0, SHOWN_AT_MOST).map(words);
    const isName = !found.length || /\s/.test(typed);
    show(other && isName ? [...suggested, added(typed)] : suggested);
  }

  list.before(label, holder, notice);
  list.after(all);
  window.accessibleAutocomplete({
    element: holder,
    id,
    name: "",
    source: search,
    minLength: 2,
    displayMenu: "inline",
    confirmOnBlur: false,
    templates: { inputValue: () => "", suggestion: asText },
    menuAttributes: { "aria-labelledby": label.id },
    onConfirm: (chosen) => {
      if (chosen === undefined) return;
      const item = items.find((one) => words(one) === chosen && !box(one).checked);
      if (item) tick(item);
      else if (chosen === added(typed)) name(typed);
    },
    tNoResults: () => "Nobody in the list has that name, relationship or job",
    tStatusQueryTooShort: (least) => `Type ${least} or more letters`,
  });
  const input = holder.querySelector("input");
  input.setAttribute("spellcheck", "false");
  // Letters typed here are no answer: they neither save the form nor send it.
  for (const event of ["input", "change"]) holder.addEventListener(event, (heard) => heard.stopPropagation());
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  all.addEventListener("click", () => {
    isWhole = !isWhole;
    settle();
  });
  // Unticked, a name stays where it is until the list is looked at anew.
  list.addEventListener("change", ({ target }) => {
    begun.add(target.closest(".govuk-checkboxes__item"));
    notice.textContent = count();
  });
  for (const item of items.filter((one) => box(one).checked).reverse()) list.prepend(item);
  settle();
}
