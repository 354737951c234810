// "/" goes to the search box, for those who want it: data-shortcut is there only when it is on.
export function searchKey(form) {
  const key = form.dataset.shortcut;
  if (!key) return;
  const box = form.querySelector("input[type=search]");
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== key || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
