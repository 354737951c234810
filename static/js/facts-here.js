// Offers what has just been written on this page to the statements beside it that point to it, at
// once: facts to opinions, words and views to decisions. Without it they are offered when the page
// is shown again.
const OFFERED = { rests_on: ["fact", "observation"], speaks_of: ["person_words", "views"] };
const WORDS_SHOWN = 110;
const PLACE = /^([a-z0-9_]+)-(\d+)-kind$/;

function short(text) {
  const words = text.split(/\s+/).join(" ").trim();
  return words.length > WORDS_SHOWN ? `${words.slice(0, WORDS_SHOWN - 2)} …` : words;
}

export function factsHere(form) {
  function titleOf(set, field) {
    return field === "statements" ? "statement" : set.querySelector("legend").firstChild.textContent.trim();
  }

  function written(kinds) {
    const found = [];
    for (const kind of form.querySelectorAll('[name$="-kind"]')) {
      const [, field, row] = PLACE.exec(kind.name) || [];
      const text = field && form.elements[`${field}-${row}-text`];
      if (!text || !kinds.includes(kind.value) || !text.value.trim()) continue;
      const number = kind.closest("[data-row]").querySelector("[data-row-number]")?.textContent;
      const title = titleOf(kind.closest(".rows"), field);
      const words = `In this record, ${title} ${number || Number(row) + 1}: ${short(text.value)}`;
      found.push({ value: `here:${field}:${row}`, words });
    }
    return found;
  }

  function item(list, fact, place) {
    const name = list.id.replace(/^id_/, "");
    const made = document.createElement("div");
    const input = document.createElement("input");
    const label = document.createElement("label");
    made.className = "govuk-checkboxes__item";
    input.className = "govuk-checkboxes__input";
    input.type = "checkbox";
    input.name = name;
    input.value = fact.value;
    input.id = `${list.id}_here_${place}`;
    label.className = "govuk-label govuk-checkboxes__label";
    label.htmlFor = input.id;
    made.append(input, label);
    return made;
  }

  function offer(list, facts) {
    const own = list.id.match(/^id_([a-z0-9_]+)-(\d+)-/);
    const wanted = facts.filter((fact) => fact.value !== `here:${own[1]}:${own[2]}`);
    const there = new Map(
      [...list.querySelectorAll('input[value^="here:"]')].map((input) => [input.value, input.parentElement]),
    );
    for (const [value, made] of there) {
      if (!wanted.some((fact) => fact.value === value)) made.remove();
    }
    let before = null;
    for (const [place, fact] of wanted.entries()) {
      const made = there.get(fact.value) || item(list, fact, place);
      made.querySelector("label").textContent = fact.words;
      if (!made.isConnected) {
        if (before) before.after(made);
        else list.prepend(made);
      }
      before = made;
    }
  }

  function tell() {
    for (const [name, kinds] of Object.entries(OFFERED)) {
      const facts = written(kinds);
      for (const list of form.querySelectorAll(`.govuk-checkboxes[id$="-${name}"]`)) offer(list, facts);
    }
  }

  let waiting = 0;
  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(tell, 300);
  }

  form.addEventListener("input", soon);
  form.addEventListener("change", tell);
  form.addEventListener("rows:added", tell);
}
