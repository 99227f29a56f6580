// Single keys that answer a review. They never act while somebody types in a field, and can be switched off for good
// (WCAG 2.1.4): the switch stands above the questions, with what each key does.
//
//   Y N ?   answers the question that has the focus; ? goes on to the next
//   1 to 5  how sure, and on to the next; where a link or quote is asked for, into its field
//   E       into the field for a link or quote; Enter or Escape leaves it
//   J K     the next question, the one before

const OFF = "quadrille-review-keys-off";
const ANSWERS = { y: "yes", n: "no", "?": "not_sure", "؟": "not_sure" };
const DOUBTED_MOST = 3;

const form = document.querySelector("form.review");
const questions = [...form.querySelectorAll("fieldset[data-question]")];
const bar = document.querySelector("[data-keys]");
const box = bar.querySelector("input");

function remembered() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function show() {
  document.body.toggleAttribute("data-keys-off", !box.checked);
}

bar.hidden = false;
box.checked = !remembered();
show();
box.addEventListener("change", () => {
  show();
  try {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // It holds for this page only.
  }
});

const current = () => document.activeElement?.closest?.("fieldset[data-question]");
const field = (fieldset) => fieldset.querySelector('[name^="evidence-"]');
const isText = (target) =>
  target.isContentEditable || target.matches?.("textarea, select, input:not([type=radio], [type=checkbox])");

function go(fieldset) {
  if (!fieldset) return;
  fieldset.focus();
  fieldset.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const at = questions.indexOf(current());
  if (at < 0) return go(questions.find((one) => !one.querySelector('[name^="answer-"]:checked')) ?? questions[0]);
  if (at + by >= questions.length) return form.querySelector('button[value="check"]').focus();
  return go(questions[Math.max(0, at + by)]);
}

function press(fieldset, name, value) {
  const radio = fieldset.querySelector(`[name^="${name}-"][value="${value}"]`);
  if (!radio.checked) {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function asksForEvidence(fieldset) {
  const chosen = (name) => fieldset.querySelector(`[name^="${name}-"]:checked`)?.value;
  const isDoubted = chosen("answer") === "yes" && Number(chosen("confidence")) <= DOUBTED_MOST;
  return (chosen("answer") === "no" || isDoubted) && !field(fieldset).value.trim();
}

function sure(fieldset, value) {
  press(fieldset, "confidence", value);
  if (asksForEvidence(fieldset)) field(fieldset).focus();
  else step(1);
}

// A letter by its place where the keyboard writes no Latin ones, a digit where it needs Shift.
function keyOf(event) {
  if (event.key in ANSWERS || /^[1-5]$/.test(event.key)) return event.key;
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  if (event.key.length > 1 || event.shiftKey) return "";
  return /^(?:Key([A-Z])|Digit([1-5]))$/.exec(event.code)?.slice(1).join("").toLowerCase() ?? "";
}

function inField(event) {
  const fieldset = current();
  if (!fieldset || event.target !== field(fieldset)) {
    if (fieldset && event.key === "Escape") go(fieldset);
    return;
  }
  if (event.key === "Enter") {
    event.preventDefault();
    step(1);
  } else if (event.key === "Escape") go(fieldset);
}

document.addEventListener("keydown", (event) => {
  if (!box.checked || event.defaultPrevented || event.isComposing) return;
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (isText(event.target)) {
    inField(event);
    return;
  }
  const key = keyOf(event);
  const fieldset = current();
  if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
  else if (!fieldset) return;
  else if (key === "e") field(fieldset).focus();
  else if (key in ANSWERS) {
    press(fieldset, "answer", ANSWERS[key]);
    if (ANSWERS[key] === "not_sure") step(1);
  } else if (/^[1-5]$/.test(key)) sure(fieldset, key);
  else return;
  event.preventDefault();
});
