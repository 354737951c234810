// On a small screen what can be folded begins folded, so that the page's own matter comes first.
export function foldWhenSmall(details) {
  if (window.matchMedia("(max-width: 40rem)").matches) details.open = false;
}
