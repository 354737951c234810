// Sends chosen or dropped files one after another, each with the form as it stands, so that the
// words are kept with them. Says politely how far each is. Without it the button sends them all.
const JSON_ONLY = "application/json";

export function addFiles(place) {
  if (place.dataset.started) return;
  place.dataset.started = "yes";
  const form = place.closest("form");
  const input = place.querySelector("input[type=file]");
  const progress = place.querySelector("[data-files-progress]");
  const spoken = place.querySelector("[data-files-spoken]");
  place.querySelector(".files__send").hidden = true;
  const hint = document.createElement("p");
  hint.className = "files__hint";
  hint.textContent = "or drag them here";
  input.after(hint);
  let waiting = Promise.resolve();

  function line(file) {
    const item = document.createElement("li");
    const name = document.createElement("span");
    const bar = document.createElement("progress");
    const words = document.createElement("span");
    name.textContent = file.name;
    name.className = "files__name";
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    item.append(name, bar, words);
    progress.append(item);
    return { item, bar, words };
  }

  function tell(shown, text, failed) {
    shown.words.textContent = text;
    shown.item.classList.toggle("files__failed", failed);
    shown.bar.hidden = true;
    spoken.textContent = failed ? text : `${shown.item.firstChild.textContent}: ${text}`;
  }

  // The draft was signed meanwhile: the file waits in a correction of what it became.
  function lead(shown, late) {
    tell(shown, late.words, true);
    const link = document.createElement("a");
    link.href = late.url;
    link.className = "govuk-link";
    link.textContent = "Go on with the correction";
    shown.item.append(link);
  }

  function send(file, shown) {
    const body = new FormData(form);
    for (const other of form.querySelectorAll("input[type=file]")) body.delete(other.name);
    body.set(input.name, file, file.name);
    body.set("act", "attach");
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("Accept", JSON_ONLY);
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) shown.bar.value = event.loaded / event.total;
        if (event.loaded === event.total) shown.words.textContent = "Checking…";
      });
      request.addEventListener("load", () => {
        const type = request.getResponseHeader("Content-Type") || "";
        const answer = type.startsWith(JSON_ONLY) ? JSON.parse(request.responseText) : {};
        if (answer.refused || answer.late) resolve(answer);
        else reject(Object.assign(new Error(`${request.status}`), { words: answer.message }));
      });
      request.addEventListener("error", () => reject(new Error("offline")));
      request.send(body);
    });
  }

  async function add(file) {
    const shown = line(file);
    if (file.size > Number(place.dataset.limit)) {
      tell(shown, `“${file.name}” is larger than 20 MB. Choose a smaller file`, true);
      return;
    }
    spoken.textContent = `Adding ${file.name}`;
    // The form saves itself too: one at a time, or each would think the other had overtaken it.
    const holding = {};
    form.dispatchEvent(new CustomEvent("draft:hold", { detail: holding }));
    await holding.ready;
    let result = null;
    try {
      result = await send(file, shown);
      if (result.late) {
        lead(shown, result.late);
        return;
      }
      const refused = (result.refused[place.closest("[data-files]").dataset.files] || []).join(". ");
      tell(shown, refused || "Added", Boolean(refused));
      if (!refused) shown.item.remove();
    } catch (problem) {
      tell(shown, problem.words || `“${file.name}” could not be added. Choose it again`, true);
    } finally {
      form.dispatchEvent(new CustomEvent("draft:go-on", { detail: result }));
    }
    if (result?.html) showKept(result.html[place.closest("[data-files]").dataset.files]);
  }

  // Only what is above the input is drawn anew: progress and messages stay where they are.
  function showKept(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".files__kept");
    const set = place.closest("[data-files]");
    const old = set.querySelector(".files__kept");
    if (!fresh) return;
    const known = new Set([...(old?.children || [])].map((one) => one.dataset.file));
    const list = old || document.createElement("ul");
    list.className = fresh.className;
    if (!old) place.before(list);
    for (const one of [...fresh.children]) if (!known.has(one.dataset.file)) list.append(one);
    list.dispatchEvent(new CustomEvent("rows:added", { bubbles: true }));
    count(list);
  }

  // The line of the fold says how many files there are.
  function count(list) {
    const note = list.closest(".fold")?.querySelector(".fold__note");
    const words = list.children.length === 1 ? "1 file" : `${list.children.length} files`;
    if (note) note.textContent = note.textContent.replace(/Files: [^·]*?(?= ·|$)/, `Files: ${words}`);
  }

  function addAll(files) {
    for (const file of files) waiting = waiting.then(() => add(file));
  }

  input.addEventListener("change", (event) => {
    event.stopPropagation();
    const chosen = [...input.files];
    input.value = "";
    addAll(chosen);
  });
  for (const name of ["dragenter", "dragover"]) {
    place.addEventListener(name, (event) => {
      event.preventDefault();
      place.classList.add("files__more--over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    place.addEventListener(name, () => place.classList.remove("files__more--over"));
  }
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    addAll([...event.dataTransfer.files]);
  });
}
