// Starts GOV.UK's components and ours. Each of ours is found by data-module and does one job.
import { initAll } from "../govuk/govuk-frontend.min.js";
import { addFiles } from "./add-files.js";
import { addRows } from "./add-rows.js";
import { clearFocus } from "./clear-focus.js";
import { factsHere } from "./facts-here.js";
import { findPeople } from "./find-people.js";
import { foldWhenSmall } from "./fold-when-small.js";
import { coach } from "./coach.js";
import { deskSection } from "./desk-section.js";
import { identity } from "./identity.js";
import { lookAlikes } from "./look-alikes.js";
import { lock } from "./lock.js";
import { menu } from "./menu.js";
import { narrowList } from "./narrow-list.js";
import { paragraphs } from "./paragraphs.js";
import { print } from "./print.js";
import { copiedFrom, pasted } from "./pasted.js";
import { oneOfMany } from "./one-of-many.js";
import { pageKeys } from "./page-keys.js";
import { privacy } from "./privacy.js";
import { refresh } from "./refresh.js";
import { scored } from "./scored.js";
import { sessionEnd } from "./session-end.js";
import { shortcuts } from "./shortcuts.js";
import { showIf } from "./show-if.js";
import { statementKeys } from "./statement-keys.js";
import { submitOnce } from "./submit-once.js";
import { typeAhead } from "./type-ahead.js";

const modules = {
  "add-files": addFiles,
  "add-rows": addRows,
  coach,
  "copied-from": copiedFrom,
  "facts-here": factsHere,
  "find-people": findPeople,
  "fold-when-small": foldWhenSmall,
  "desk-section": deskSection,
  identity,
  lock,
  "look-alikes": lookAlikes,
  menu,
  "one-of-many": oneOfMany,
  paragraphs,
  pasted,
  "narrow-list": narrowList,
  print,
  privacy,
  "page-keys": pageKeys,
  refresh,
  scored,
  "session-end": sessionEnd,
  "show-if": showIf,
  "statement-keys": statementKeys,
  "submit-once": submitOnce,
  "type-ahead": typeAhead,
};

// Also used by whatever puts new questions on the page.
export function start(root) {
  for (const [name, begin] of Object.entries(modules)) {
    for (const element of root.querySelectorAll(`[data-module~="${name}"]`)) begin(element);
  }
}

initAll();
start(document);
shortcuts(document.body);
clearFocus();
document.addEventListener("rows:added", (event) => start(event.target));
