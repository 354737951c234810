// Narrows a long list of ticks to those with some letters. What is ticked always stays in sight.
const ID = "_narrow";

export function narrowList(list) {
  if (list.dataset.started) return;
  list.dataset.started = "yes";
  const items = [...list.children];
  const box = document.createElement("div");
  const label = document.createElement("label");
  const input = document.createElement("input");
  const spoken = document.createElement("p");

  box.className = "narrow-list";
  label.className = "govuk-label narrow-list__label";
  label.htmlFor = `${list.id}${ID}`;
  label.textContent = "Narrow the list";
  input.className = "govuk-input narrow-list__input";
  input.id = label.htmlFor;
  input.type = "search";
  input.autocomplete = "off";
  input.setAttribute("spellcheck", "false");
  spoken.className = "narrow-list__notice";
  spoken.setAttribute("role", "status");
  box.append(label, input, spoken);
  list.before(box);

  function narrow() {
    const parts = input.value.trim().toLocaleLowerCase("en-GB").split(/\s+/);
    let found = 0;
    for (const item of items) {
      const words = item.textContent.toLocaleLowerCase("en-GB");
      const fits = parts.every((part) => words.includes(part));
      found += fits;
      item.hidden = !fits && !item.querySelector("input").checked;
    }
    const asked = input.value.trim();
    spoken.textContent = asked ? `${found || "None"} of ${items.length} with “${asked}”` : "";
  }

  // The letters are no answer: they neither save the form nor send it.
  for (const event of ["input", "change"]) box.addEventListener(event, (heard) => heard.stopPropagation());
  input.addEventListener("input", narrow);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
    if (event.key !== "Escape" || !input.value) return;
    input.value = "";
    narrow();
  });
}
