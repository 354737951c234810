// Covers or uncovers lists without leaving the page, so that nothing typed on it is lost.
export function privacy(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    const covered = body.get("cover") === "on";
    if (covered) document.body.dataset.privacy = "";
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
      if (answer.type !== "opaqueredirect") throw new Error();
      if (!covered) delete document.body.dataset.privacy;
      form.closest("details").open = false;
    } catch {
      form.submit();
    }
  });
}
