// Covers or uncovers lists without leaving the page, so that nothing typed on it is lost.
export function privacy(form) {
  let leaves = false;
  form.addEventListener("submit", async (event) => {
    if (leaves) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    const covers = body.get("cover") === "on";
    if (covers) document.body.dataset.privacy = "";
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true });
      if (answer.type !== "opaqueredirect") throw new Error(answer.status);
    } catch {
      leaves = true;
      form.requestSubmit(event.submitter);
      return;
    }
    if (!covers) delete document.body.dataset.privacy;
    form.closest("details").open = false;
  });
}
