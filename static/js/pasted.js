// Says of what is pasted into a form where it came from: how long, into which box, and from which
// entry, if it was copied on the page of one. The words themselves are said nowhere.
const TYPE = "application/x-entry-key";
const FEWEST = 40; // letters: a name or an address says nothing

// The page of an entry: what is copied takes the key of the entry along.
export function copiedFrom(place) {
  place.addEventListener("copy", (event) => {
    const words = document.getSelection().toString();
    if (!words || event.target.closest?.("textarea, input")) return;
    event.clipboardData.setData("text/plain", words);
    event.clipboardData.setData(TYPE, place.dataset.entry);
    event.preventDefault();
  });
}

// A form: what is moved within it came from nowhere.
export function pasted(form) {
  let own = "";
  for (const kind of ["copy", "cut"]) {
    form.addEventListener(kind, (event) => {
      const box = event.target;
      if (box.tagName === "TEXTAREA") own = box.value.slice(box.selectionStart, box.selectionEnd);
    });
  }
  form.addEventListener("paste", (event) => {
    const words = event.clipboardData.getData("text/plain");
    if (event.target.tagName !== "TEXTAREA" || words.length < FEWEST || words === own) return;
    const said = document.createElement("input");
    said.type = "hidden";
    said.name = "pasted";
    said.value = [event.target.name, words.length, event.clipboardData.getData(TYPE) || "outside"].join("|");
    form.append(said);
  });
}
