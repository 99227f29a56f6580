// The operator's pages without their author's patience: what runs is looked at again, and a form is checked as it is
// filled in. Without this file a link looks again and a button checks.

const LOOK_MS = 2_000;
const REST_MS = 700; // after the last key

async function page(address) {
  const answer = await fetch(address, { headers: { accept: "text/html" } });
  return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

// ---- Something runs: look until it is over, then show the page as it is.

async function look() {
  try {
    const now = await page(location.href);
    if (now && !now.querySelector("[data-running]")) return location.reload();
    const told = now?.querySelector("[data-running]");
    if (told) document.querySelector("[data-running]").textContent = told.textContent;
  } catch {
    // The server may be starting again; the next look tells.
  }
  setTimeout(look, LOOK_MS);
}

if (document.querySelector("[data-running]")) setTimeout(look, LOOK_MS);

// ---- A form is checked while it is filled in: the same page is asked, and its checks are shown here.

const form = document.querySelector("form[data-checked]");
let rest = 0;

async function check() {
  const filled = new URLSearchParams(new FormData(form));
  filled.delete("form_token"); // it has no place in an address
  const now = await page(`${location.pathname}?${filled}`).catch(() => null);
  const checks = now?.getElementById("checks");
  if (checks) document.getElementById("checks").replaceChildren(...checks.childNodes);
}

form?.addEventListener("input", () => {
  clearTimeout(rest);
  rest = setTimeout(check, REST_MS);
});
