// Finds one of a long list by two letters of name or job, or of whatever the list is of. The list itself stays the form's answer,
// hidden: what is sent, kept and checked is what it would be without scripts. A short list is
// quicker to read than to search, and stays as it is.
import "../autocomplete/accessible-autocomplete.min.js";

export const SHORT = 8;
export const SHOWN_AT_MOST = 12;
const escaper = document.createElement("span");

// The package takes suggestions as HTML; names are text.
export function asText(words) {
  escaper.textContent = words ?? "";
  return escaper.innerHTML;
}

export function plain(words) {
  return words.trim().toLocaleLowerCase("en-GB");
}

// Every part of what was typed stands somewhere in the words.
export function has(words, typed) {
  const known = plain(words);
  return plain(typed).split(/\s+/).every((part) => known.includes(part));
}

export function typeAhead(element) {
  const select = element.querySelector("select");
  if (!select || element.dataset.started) return;
  const options = [...select.options].filter((option) => option.value);
  if (options.length < SHORT) return;
  element.dataset.started = "yes";
  const chosen = options.find((option) => option.selected);
  const id = select.id;
  const holder = document.createElement("div");
  holder.className = "type-ahead";
  const notice = document.createElement("p");
  notice.className = "type-ahead__notice";
  notice.setAttribute("role", "status");

  function set(value) {
    if (select.value === value) return;
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function said(what, usual) {
    return element.dataset[what] ?? usual;
  }

  // A name alone will do where only one has it.
  function meant(typed) {
    const words = plain(typed);
    const whole = options.filter((option) => plain(option.text) === words);
    if (whole.length) return whole.length === 1 ? whole[0] : null;
    const named = options.filter((option) => plain(option.text.split(",")[0]) === words);
    return named.length === 1 ? named[0] : null;
  }

  function search(typed, show) {
    const found = options.filter((option) => has(option.text, typed));
    show(found.slice(0, SHOWN_AT_MOST).map((option) => option.text));
  }

  const isInUse = select === document.activeElement;
  select.id = `${id}_list`;
  select.hidden = true;
  select.after(holder, notice);
  window.accessibleAutocomplete({
    element: holder,
    id,
    name: "",
    source: search,
    minLength: 2,
    defaultValue: chosen ? chosen.text : "",
    displayMenu: "overlay",
    confirmOnBlur: false,
    templates: { inputValue: (words) => words ?? "", suggestion: asText },
    menuAttributes: { "aria-labelledby": `${id}_label` },
    onConfirm: (words) => {
      if (words === undefined) return;
      set(meant(words)?.value ?? "");
      notice.textContent = "";
    },
    tNoResults: () => said("none", "Nobody in the list has that name or job"),
    tStatusQueryTooShort: (least) =>
      said("short", "Type {least} or more letters of a name or job").replace("{least}", least),
  });
  const label = element.querySelector(`label[for="${id}"]`);
  if (label) label.id = `${id}_label`;
  const input = holder.querySelector("input");
  input.setAttribute("spellcheck", "false");
  // Whoever came to the list before this ran goes on in the box.
  if (isInUse) input.focus();

  input.addEventListener("input", () => {
    set(meant(input.value)?.value ?? "");
    notice.textContent = "";
  });

  // Words that name nobody in the list are never sent, so that has to be seen.
  holder.addEventListener("focusout", (event) => {
    if (holder.contains(event.relatedTarget) || !input.value.trim() || select.value) return;
    notice.textContent = `“${input.value.trim()}” ${said("unclear", "is not one person in the list.")} ${element.dataset.elsewhere ?? ""}`;
  });
}
