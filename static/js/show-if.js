// Shows a question only while another has one of some answers. It hides and never clears: the
// server decides what a hidden answer means.
function answers(form, name) {
  return [...form.elements]
    .filter((control) => control.name === name)
    .filter((control) => !["radio", "checkbox"].includes(control.type) || control.checked)
    .map((control) => control.value);
}

export function showIf(element) {
  const form = element.closest("form");
  if (!form) return;
  const { showIfField: name, showIfValues, showIfPrompts } = element.dataset;
  const wanted = JSON.parse(showIfValues);
  const prompts = showIfPrompts ? JSON.parse(showIfPrompts) : {};
  const label = element.querySelector(":scope > label");

  function update() {
    const given = answers(form, name).filter((value) => wanted.includes(value));
    element.hidden = given.length === 0;
    const prompt = given.map((value) => prompts[value]).find(Boolean);
    if (prompt && label) label.textContent = prompt;
  }

  form.addEventListener("change", update);
  update();
}
