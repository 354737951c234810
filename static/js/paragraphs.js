// Takes paragraphs of a text as statements, word for word: the one at the cursor by the button of
// a kind, or all of them, their kinds still to be chosen. Words leave the text only once their
// statement stands, and "Undo" puts them back.
const PARAGRAPH = /^[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*/gm;

export function paragraphs(place) {
  const text = place.querySelector("textarea");
  const set = place.closest("form").querySelector(`[data-prefix="${place.dataset.into}"]`);
  const said = place.querySelector("[data-said]");
  const undo = place.querySelector("[data-undo]");
  let last = null;

  for (const which of place.querySelectorAll("[data-which]")) which.textContent = "this";

  function spans() {
    return [...text.value.matchAll(PARAGRAPH)].map((found) => ({
      from: found.index,
      to: found.index + found[0].length,
      words: found[0],
    }));
  }

  // On a blank line it is the paragraph before that has just been written.
  function atCursor(found) {
    const at = text.selectionStart;
    return found.filter((each) => each.from <= at).pop() || found[0];
  }

  function stand(words, kind) {
    const asked = new CustomEvent("rows:take", { detail: { words, kind } });
    set.dispatchEvent(asked);
    return asked.detail.row;
  }

  function write(value, cursor) {
    text.value = value;
    text.setSelectionRange(cursor, cursor);
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function tell(words, taken) {
    said.textContent = words;
    last = taken;
    undo.hidden = !taken;
  }

  function takeOne(button) {
    const found = spans();
    const chosen = atCursor(found);
    text.focus();
    if (!chosen) return tell("Write a paragraph first.", null);
    const row = stand(chosen.words, button.dataset.take);
    if (!row) return tell("There is no room for another statement. The text is as it was.", null);
    const before = text.value;
    const next = found[found.indexOf(chosen) + 1];
    write(before.slice(0, chosen.from) + (next ? before.slice(next.from) : ""), chosen.from);
    const number = row.querySelector("[data-row-number]").textContent;
    tell(`Statement ${number}, ${button.dataset.title}, holds this paragraph.`, {
      before,
      after: text.value,
      held: [{ row, words: chosen.words }],
    });
  }

  function takeAll() {
    const before = text.value;
    const found = spans();
    const held = [];
    for (const { words } of found) {
      const row = stand(words, "");
      if (!row) break;
      held.push({ row, words });
    }
    if (!held.length) return tell(found.length ? "There is no room for another statement." : "Write a paragraph first.", null);
    write(found[held.length] ? before.slice(found[held.length].from) : "", 0);
    const many = held.length > 1;
    tell(
      `${held.length} ${many ? "paragraphs stand as statements" : "paragraph stands as a statement"} below. ` +
        `Choose the kind of ${many ? "each" : "it"}.`,
      { before, after: text.value, held },
    );
    held[0].row.querySelector('[name$="-kind"]').focus();
  }

  // What was changed in the meantime stays: then the words are put back at the end.
  function putBack({ before, after, held }) {
    const there = held.filter(({ row }) => row.isConnected);
    const now = there.map(({ row }) => row.querySelector('[name$="-text"]').value);
    const same = text.value === after && there.length === held.length && held.every(({ words }, at) => words === now[at]);
    const left = text.value.trim() ? [text.value, ...now] : now;
    const value = same ? before : left.join("\n\n");
    write(value, same ? before.length : value.length);
    for (const { row } of there) row.dispatchEvent(new CustomEvent("rows:drop", { bubbles: true }));
    tell("The words stand in the text again.", null);
    text.focus();
  }

  for (const button of place.querySelectorAll("[data-take]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      takeOne(button);
    });
  }
  place.querySelector("[data-take-all]").addEventListener("click", (event) => {
    event.preventDefault();
    takeAll();
  });
  undo.addEventListener("click", () => putBack(last));
}
