// Saves each field of a review as it is left, so that nothing is lost; without it, the form's own buttons do.
//
// A form with `data-draft` holds fieldsets with `data-question`; each is sent to `<data-draft>/<question>`, with the
// seconds that the page was looked at since the last save. What is not sent yet is kept in this browser, survives a
// reload, and is sent once the server answers. A press on a wallet's button waits until all is saved.

const AFTER_TYPING_MS = 1_500;
const AGAIN_MS = 15_000;
const KEPT_ALIVE_CHARACTERS = 15_000; // browsers let 64 KiB go on after the page is left; a character has up to four
const MOST_SECONDS = 3_600;
const SIGN_IN_CHANGED = [401, 403];

const form = document.querySelector("form[data-draft]");
const fieldsets = form ? [...form.querySelectorAll("fieldset[data-question]")] : [];
const words = JSON.parse(document.getElementById("saving-words")?.textContent ?? "{}");
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

// ---- What this browser keeps until it is sent: {question: {values, at}}, for each author and screening.

const store = form && `quadrille-draft-${form.dataset.author}-${form.dataset.screening}`;

function kept() {
  try {
    return JSON.parse(localStorage.getItem(store)) ?? {};
  } catch {
    return {}; // a browser that keeps nothing, or that somebody else wrote into
  }
}

function keep(question, entry) {
  const all = kept();
  if (entry) all[question] = entry;
  else delete all[question];
  try {
    if (Object.keys(all).length) localStorage.setItem(store, JSON.stringify(all));
    else localStorage.removeItem(store);
  } catch {
    // Full or forbidden: the page itself still has it.
  }
}

// ---- A field and its values

const checked = (fieldset, name) => fieldset.querySelector(`[name^="${name}-"]:checked`)?.value ?? "";

function valuesOf(fieldset) {
  const confidence = checked(fieldset, "confidence");
  return {
    answer: checked(fieldset, "answer"),
    ...(confidence && { confidence: Number(confidence) }),
    evidence: fieldset.querySelector('[name^="evidence-"]').value,
    comment: fieldset.querySelector('[name^="comment-"]').value,
  };
}

function fill(fieldset, values) {
  for (const name of ["answer", "confidence"]) {
    for (const radio of fieldset.querySelectorAll(`[name^="${name}-"]`)) radio.checked = radio.value === String(values[name]);
  }
  for (const name of ["evidence", "comment"]) fieldset.querySelector(`[name^="${name}-"]`).value = values[name] ?? "";
}

const say = (fieldset, text) => { fieldset.querySelector("[data-saved]").textContent = text; };

function sayProgress() {
  const place = form.querySelector("[data-progress]");
  if (!place) return;
  const written = fieldsets.filter((one) => checked(one, "answer")).length;
  place.textContent = words.progress.replace("%(written)s", written).replace("%(asked)s", fieldsets.length);
}

// ---- Saving

async function save(fieldset) {
  clearTimeout(waiting.get(fieldset));
  waiting.delete(fieldset);
  const question = fieldset.dataset.question;
  const entry = kept()[question];
  const values = { ...valuesOf(fieldset), seconds: Math.min(MOST_SECONDS, secondsSeen() + (entry?.values.seconds ?? 0)) };
  const at = Date.now();
  keep(question, { values, at });
  const body = JSON.stringify(values);
  try {
    const answer = await fetch(`${form.dataset.draft}/${question}`, {
      method: "PUT",
      headers: { "content-type": "application/json", "x-form-token": form.elements.form_token.value },
      body,
      keepalive: body.length < KEPT_ALIVE_CHARACTERS,
    });
    if (answer.ok) {
      if (kept()[question]?.at === at) keep(question);
      return words.saved;
    }
    if (SIGN_IN_CHANGED.includes(answer.status)) return words.again;
    if (answer.status >= 500 || answer.status === 429) return words.kept;
    const problem = await answer.json().catch(() => null);
    return `${words.refused} ${problem?.detail ?? answer.status}`;
  } catch {
    return words.kept;
  }
}

// One after the other: of two saves of one field, the later one has to come last.
function begin(fieldset) {
  saving += 1;
  say(fieldset, words.saving);
  const done = (last.get(fieldset) ?? Promise.resolve()).then(() => save(fieldset)).then((text) => {
    saving -= 1;
    if (last.get(fieldset) === done) say(fieldset, text);
  });
  last.set(fieldset, done);
  return done;
}

const fieldsetOf = (target) => target.closest("fieldset[data-question]");

function sendKept() {
  const questions = kept();
  return Promise.all(fieldsets.filter((one) => one.dataset.question in questions).map(begin));
}

function start() {
  for (const [question, { values, at }] of Object.entries(kept())) {
    const fieldset = fieldsets.find((one) => one.dataset.question === question);
    // What was saved from elsewhere since then is newer.
    if (fieldset && at / 1000 >= Number(fieldset.dataset.savedAt)) fill(fieldset, values);
    else if (fieldset) keep(question);
  }
  sayProgress();
  sendKept();
  form.addEventListener("change", (event) => {
    const fieldset = fieldsetOf(event.target);
    if (fieldset) begin(fieldset);
    sayProgress();
  });
  form.addEventListener("input", (event) => {
    const fieldset = fieldsetOf(event.target);
    if (!fieldset) return;
    clearTimeout(waiting.get(fieldset));
    waiting.set(fieldset, setTimeout(() => begin(fieldset), AFTER_TYPING_MS));
  });
  window.addEventListener("online", sendKept);
  setInterval(() => { if (saving === 0) sendKept(); }, AGAIN_MS);
  // Without a connection the form would lead to an empty page; with one it carries all fields itself.
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    for (const fieldset of [...waiting.keys()]) begin(fieldset);
    form.querySelector("[data-status]").textContent = words.wait;
  });
}

if (form) start();

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-wallets] button");
  for (const fieldset of button ? [...waiting.keys()] : []) begin(fieldset);
  if (!button || saving === 0) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  Promise.all(last.values()).then(() => button.click());
}, true);
