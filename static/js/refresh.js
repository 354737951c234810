// Keeps a panel that waits for a job up to date: fetches this page again and takes its panel.
// It says that nobody asked, so that waiting does not keep a session open.
// When the new page has no panel that waits, the job is done and the whole page is loaded.
export function refresh(panel) {
  const seconds = Number(panel.dataset.seconds || 3);
  const { id } = panel;

  async function look() {
    try {
      const answer = await fetch(location.href, {
        headers: { Accept: "text/html", "X-Unattended": "yes" },
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const newer = page.getElementById(id);
      if (!newer || !newer.matches('[data-module~="refresh"]')) {
        location.reload();
        return;
      }
      panel.replaceChildren(...newer.childNodes);
    } catch {
      // Not reached: look again later.
    }
    setTimeout(look, seconds * 1000);
  }

  setTimeout(look, seconds * 1000);
}
