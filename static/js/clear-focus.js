// Keeps what has the focus clear of the bars that stay in sight: browsers take a control that lies
// behind a sticky bar for visible, and leave it there.
const ROOM = 8;

export function clearFocus() {
  document.addEventListener("focusin", ({ target }) => {
    const box = target.getBoundingClientRect();
    const above = edge(target, ".identity", "bottom");
    const below = edge(target, ".writing-desk__acts", "top");
    if (above !== null && box.top < above && box.bottom < above + 2 * box.height) {
      scrollBy(0, box.top - above - ROOM);
    } else if (below !== null && box.bottom > below && box.top > below - 2 * box.height) {
      scrollBy(0, Math.min(box.bottom - below + ROOM, box.top));
    }
  });
}

function edge(target, selector, side) {
  const bar = document.querySelector(selector);
  const tall = target.offsetHeight > innerHeight / 2;
  return bar && !tall && !bar.contains(target) ? bar.getBoundingClientRect()[side] : null;
}
