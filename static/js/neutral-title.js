// While a page is out of sight its title, in the tab and in the history, names nobody either.
let own = "";

export function hideTitle(word) {
  own ||= document.title;
  document.title = `${word} – ${own.split(" – ").at(-1)}`;
}

export function showTitle() {
  document.title = own || document.title;
  own = "";
}
