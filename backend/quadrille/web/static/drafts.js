// Saves each field of a review as it is left, so that nothing is lost; without it, the form's own button does.
//
// A form with `data-draft` holds fieldsets with `data-question`; each is sent to `<data-draft>/<question>`, with the
// seconds that the page was looked at since the last save. A press on a wallet's button waits until all is saved.

const AFTER_TYPING_MS = 1_500;
const KEPT_ALIVE_CHARACTERS = 15_000; // browsers let 64 KiB go on after the page is left; a character has up to four
const MOST_SECONDS = 3_600;

const form = document.querySelector("form[data-draft]");
const waiting = new Map(); // fieldset -> timer
const last = new Map(); // fieldset -> its last save, begun or done
let saving = 0;
let seen = performance.now();

function secondsSeen() {
  const seconds = Math.round((performance.now() - seen) / 1000);
  seen = performance.now();
  return Math.max(1, Math.min(seconds, MOST_SECONDS));
}

// Time in which the page is not in front does not count.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) seen = performance.now();
});

function valuesOf(fieldset) {
  const value = (name) => fieldset.querySelector(`[name^="${name}-"]`).value;
  const confidence = value("confidence");
  return {
    answer: fieldset.querySelector("input[type=radio]:checked")?.value ?? "",
    ...(confidence && { confidence: Number(confidence) }),
    evidence: value("evidence"),
    comment: value("comment"),
    seconds: secondsSeen(),
  };
}

async function save(fieldset) {
  clearTimeout(waiting.get(fieldset));
  waiting.delete(fieldset);
  const body = JSON.stringify(valuesOf(fieldset));
  try {
    const answer = await fetch(`${form.dataset.draft}/${fieldset.dataset.question}`, {
      method: "PUT",
      headers: { "content-type": "application/json", "x-form-token": form.elements.form_token.value },
      body,
      keepalive: body.length < KEPT_ALIVE_CHARACTERS,
    });
    const words = await answer.json().catch(() => null);
    return answer.ok ? "Saved." : words?.detail ?? "Not saved; press Save at the end.";
  } catch {
    return "Not saved: the server does not answer. It is tried again when you change it.";
  }
}

const say = (fieldset, words) => { fieldset.querySelector("[data-saved]").textContent = words; };

// One after the other: of two saves of one field, the later one has to come last.
function begin(fieldset) {
  saving += 1;
  say(fieldset, "Saving.");
  const done = (last.get(fieldset) ?? Promise.resolve()).then(() => save(fieldset)).then((words) => {
    saving -= 1;
    if (last.get(fieldset) === done) say(fieldset, words);
  });
  last.set(fieldset, done);
}

form.addEventListener("change", (event) => begin(event.target.closest("fieldset")));
form.addEventListener("input", (event) => {
  const fieldset = event.target.closest("fieldset");
  clearTimeout(waiting.get(fieldset));
  waiting.set(fieldset, setTimeout(() => begin(fieldset), AFTER_TYPING_MS));
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-wallets] button");
  for (const fieldset of button ? [...waiting.keys()] : []) begin(fieldset);
  if (!button || saving === 0) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  Promise.all(last.values()).then(() => button.click());
}, true);
