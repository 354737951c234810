// Takes the tick off whoever had it when another is ticked or named: the server takes one only.
export function oneOfMany(place) {
  if (place.dataset.one) return;
  place.dataset.one = "yes";
  const boxes = [...place.querySelectorAll('.reference-list input[type="checkbox"]')];
  const other = place.querySelector(".reference-other textarea");

  function clear(kept) {
    for (const box of boxes) {
      if (box === kept || !box.checked) continue;
      box.checked = false;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  place.addEventListener("change", ({ target }) => {
    if (boxes.includes(target) && target.checked) clear(target);
  });
  other?.addEventListener("input", () => other.value.trim() && clear(null));
}
