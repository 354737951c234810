// Adds a row to a formset from its template, without going to the server for it.
export function addRows(set) {
  if (set.dataset.started) return;
  set.dataset.started = "yes";
  const list = set.querySelector("[data-rows]");
  const template = set.querySelector("template[data-row-template]");
  const button = set.querySelector("[data-add-row]");
  const total = set.querySelector(`input[name="${set.dataset.prefix}-TOTAL_FORMS"]`);

  button.addEventListener("click", (event) => {
    event.preventDefault();
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
    const row = holder.content.firstElementChild;
    total.value = Number(total.value) + 1;
    row.querySelector("[data-row-number]").textContent = total.value;
    list.append(row);
    row.dispatchEvent(new CustomEvent("rows:added", { bubbles: true }));
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
}
