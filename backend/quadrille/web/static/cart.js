// Keeps a cart's words and sums fresh while amounts are typed. The server does the reckoning and writes every sentence;
// without this file the button "Set amounts" does the same. What the wallet is asked for is always what stands in the
// fields: it is put together at every key, before anything is sent.

const REST_MS = 400; // a pause in typing

const form = document.querySelector("form[data-cart]");
const handed = document.querySelector("[data-cart-text]");
const wallet = handed.form;
const each = document.getElementById("each");
const fields = () => [...form.querySelectorAll("[data-project]")];

let waiting = 0;
let asked = 0;

function collect() {
  const text = new URLSearchParams(fields().map((field) => [field.dataset.project, field.value.trim()])).toString();
  if (text === handed.value) return;
  handed.value = text;
  handed.dispatchEvent(new Event("input", { bubbles: true })); // what a wallet was about to be asked is out of date
}

/** Send the cart as its form would, and take over what the server says of it; the newest answer wins. */
async function refresh() {
  const turn = ++asked;
  const content = new URLSearchParams(new FormData(form));
  content.delete("each");
  const answer = await fetch(form.action, { method: "POST", body: content }).catch(() => null);
  if (!answer?.ok || turn !== asked) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll("[data-live]")) {
    const text = fresh.getElementById(old.id);
    if (text) old.replaceChildren(...text.childNodes);
  }
  for (const field of fields()) {
    const told = fresh.getElementById(field.id)?.getAttribute("aria-invalid");
    if (told) field.setAttribute("aria-invalid", told);
    else field.removeAttribute("aria-invalid");
  }
}

form.addEventListener("input", ({ target }) => {
  if (target === each) for (const field of fields()) field.value = each.value;
  collect();
  clearTimeout(waiting);
  waiting = setTimeout(refresh, REST_MS);
});

/** Once the wallet has sent, its page leads to the receipt of that very transaction. */
new MutationObserver(() => {
  const kept = localStorage.getItem(`quadrille pending ${location.pathname} ${wallet.dataset.intent}`);
  const hash = kept && JSON.parse(kept).hash;
  if (hash) wallet.dataset.done = `${wallet.dataset.done.split("?")[0]}?transaction=${hash.toLowerCase()}`;
}).observe(wallet.querySelector("[data-status]"), { childList: true });

collect(); // a browser may have put typed amounts back after a reload
