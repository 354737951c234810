// Adds a row to a formset from its template, and removes one, without going to the server for it.
// A removed row leaves a line with "Undo" in its place; numbers of rows are never used twice.
export function addRows(set) {
  if (set.dataset.started) return;
  set.dataset.started = "yes";
  const list = set.querySelector("[data-rows]");
  const template = set.querySelector("template[data-row-template]");
  const removed = set.querySelector("template[data-row-removed]");
  const buttons = set.querySelectorAll("[data-add-row]");
  const total = set.querySelector(`input[name="${set.dataset.prefix}-TOTAL_FORMS"]`);
  let next = Number(total.value);

  function rows() {
    return [...list.querySelectorAll(":scope > [data-row]")];
  }

  function number(element, words) {
    for (const place of element.querySelectorAll("[data-row-number]")) place.textContent = words;
  }

  // The server closes up what is missing between; the count only has to reach the last row.
  function settle() {
    rows().forEach((row, index) => number(row, index + 1));
    const indexes = rows().map((row) => Number(row.dataset.index ?? -1) + 1);
    total.value = Math.max(0, ...indexes);
    total.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function begin(row) {
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }

  function remove(row) {
    const holder = removed.content.cloneNode(true).firstElementChild;
    number(holder, rows().indexOf(row) + 1);
    row.replaceWith(holder);
    settle();
    const undo = holder.querySelector("button");
    undo.addEventListener("click", () => {
      holder.replaceWith(row);
      settle();
      begin(row);
    });
    undo.focus();
  }

  rows().forEach((row, index) => {
    row.dataset.index = index;
  });

  list.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-remove-row]");
    if (!pressed) return;
    event.preventDefault();
    remove(pressed.closest("[data-row]"));
  });

  function add(kind, words) {
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", next);
    const row = holder.content.firstElementChild;
    row.dataset.index = next;
    next += 1;
    const chosen = row.querySelector(`[name$="-kind"]`);
    if (kind && chosen) chosen.value = kind;
    if (words) row.querySelector(`[name$="-text"]`).value = words;
    list.append(row);
    settle();
    row.dispatchEvent(new CustomEvent("rows:added", { bubbles: true }));
    if (!words) begin(row);
    return row;
  }

  // Words come from elsewhere on the page, and go back there.
  set.addEventListener("rows:take", ({ detail }) => {
    const most = Number(set.querySelector(`input[name="${set.dataset.prefix}-MAX_NUM_FORMS"]`).value);
    if (rows().length < most) detail.row = add(detail.kind, detail.words);
  });
  set.addEventListener("rows:drop", (event) => {
    event.target.remove();
    settle();
  });

  for (const button of buttons) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      add(button.dataset.kind);
    });
  }
}
