// Keeps the score of a checklist as its columns are chosen. The server says the same of what is
// saved, checked and signed: records/rules/checklist.py.
export function scored(note) {
  const form = note.closest("form");
  if (!form || note.dataset.started) return;
  note.dataset.started = "yes";
  const starred = JSON.parse(note.dataset.starred);

  const several = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

  function chosen() {
    const name = new RegExp(`^${note.dataset.rows}-(\\d+)-column$`);
    return [...new FormData(form)]
      .map(([key, value]) => [name.exec(key), value])
      .filter(([found, value]) => found && "ABC".includes(value) && value)
      .map(([found, value]) => [Number(found[1]), value]);
  }

  function say() {
    const scores = chosen();
    if (!scores.length) {
      note.textContent = "No domain is scored yet.";
      return;
    }
    const count = (letter) => scores.filter(([, value]) => value === letter).length;
    const [a, b, c] = ["A", "B", "C"].map(count);
    const stars = scores.filter(([row, value]) => value === "A" && starred.includes(row)).length;
    const reached = [
      [a >= 2, "two or more As"],
      [b >= 5, "five or more Bs"],
      [a >= 1 && b >= 4, "one A and four Bs"],
      [stars >= 1, "an A in a starred domain"],
    ].find(([holds]) => holds);
    const sum = `Scored: ${several(a, "A")}, ${several(b, "B")}, ${several(c, "C")}; ${several(stars, "A")} in a starred domain.`;
    note.textContent = reached
      ? `${sum} That is ${reached[1]}: positive, a full assessment.`
      : `${sum} That reaches no threshold: negative, no further assessment.`;
  }

  form.addEventListener("change", say);
  say();
}
