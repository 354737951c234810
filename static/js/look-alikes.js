// Shows who is recorded already and looks like the person being added, after a pause in typing.
// The check before anything is kept does the same without scripts.
const PAUSE = 700;

export function lookAlikes(form) {
  const panel = document.getElementById(form.dataset.shownIn);
  let waiting = 0;
  let asked = 0;

  async function look() {
    asked += 1;
    const turn = asked;
    try {
      const answer = await fetch(form.dataset.url, { method: "POST", body: new FormData(form), redirect: "manual" });
      const text = await answer.text();
      if (answer.ok && turn === asked) {
        panel.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
      }
    } catch {
      // Not reached: the check before adding asks again.
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  });
}
