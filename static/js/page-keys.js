// Left and right arrow keys turn the pages of a file; the links beside them do the same.
export function pageKeys(pager) {
  const links = {
    ArrowLeft: pager.querySelector("[rel=prev]"),
    ArrowRight: pager.querySelector("[rel=next]"),
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, [contenteditable], [role=region]");
    if (typing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    links[event.key]?.click();
  });
}
