// Hands an action that the server has prepared to the person's own wallet.
//
// The server writes the words, the transaction and the message; this file finds wallets (EIP-6963), asks them
// (EIP-1193) and says in plain words what happens. It knows no contract and holds no key.
//
// A form with these attributes becomes the way to one action:
//   data-intent  where its fields and the wallet's address are sent; the answer is the intent
//   data-done    where to go once the transaction is mined; empty to stay
//   data-verb    "Claim" makes buttons that read "Claim with <wallet>"
// It holds one [data-wallets] for the buttons and one [data-status], a live region.

const DISCOVERY_MS = 500; // wallets answer at once; this is for slow extensions
const PATIENCE_MS = 12_000; // a person who is asked nothing for so long needs a hint
const ANSWER_MS = 30_000;
const POLL_MS = 1_000;
const POLLS_UNTIL_DROPPED = 60;

const chain = document.body.dataset; // chainId, chainHex, chainName, chainRpc
const forms = [...document.querySelectorAll("form[data-intent]")];
const wallets = new Map(); // by the identifier that each announces anew on every page

/** A failure as the person reads it: what happened, and what to do. */
class Trouble extends Error {
  constructor(cause, remedy, code) {
    super(cause);
    this.remedy = remedy;
    this.code = code;
  }
}

const UNKNOWN_CHAIN = 4902; // EIP-3085

// Codes of EIP-1193 and EIP-1474.
const WALLET_TROUBLE = {
  4001: ["You declined in the wallet. Nothing was sent.", "Press the button again when you are ready."],
  4100: ["The wallet does not let this page use that account.", "Choose the account in the wallet and try again."],
  4200: ["The wallet cannot do this.", "Use another wallet, or the command line."],
  4900: ["The wallet has lost its connection.", "Unlock it, check its network, and try again."],
  4901: ["The wallet is not connected to this chain.", `Switch it to ${chain.chainName} and try again.`],
  [-32002]: ["The wallet is already asking you something.", "Open the wallet, answer there, then try again."],
};

// ---- Words on the page. What a wallet or a server says is only ever set as text.

function say(form, cause, remedy = "", tone = "working") {
  const status = form.querySelector("[data-status]");
  const sentence = document.createElement("b");
  sentence.textContent = cause;
  status.dataset.tone = tone;
  status.replaceChildren(sentence, remedy);
}

function sayTrouble(form, error) {
  const known = error instanceof Trouble;
  say(form, known ? error.message : `This page failed: ${error.message}`, known ? error.remedy : "Reload it.", "trouble");
}

const plain = (name) => name.replace(/\p{C}/gu, "").trim().slice(0, 40); // no control and no bidi signs
const shortened = (hex) => `${hex.slice(0, 6)}…${hex.slice(-4)}`;
const isText = (value) => typeof value === "string" && value.trim() !== "";
const pause = (ms) => new Promise((wake) => setTimeout(wake, ms));

// ---- Wallets

function announced({ info, provider }) {
  if (!isText(info?.name) || typeof provider?.request !== "function") return;
  if (wallets.has(info.uuid)) return;
  const icon = isText(info.icon) && info.icon.startsWith("data:image/") ? info.icon : "";
  const wallet = { kind: info.rdns ?? info.name, name: plain(info.name), icon, provider };
  wallets.set(info.uuid, wallet);
  for (const form of forms) offer(form, wallet);
}

function offer(form, wallet) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = `${form.dataset.verb} with ${wallet.name}`;
  if (wallet.icon) button.prepend(picture(wallet.icon));
  button.addEventListener("click", () => form.reportValidity() && act(form, wallet, begin));
  if (wallets.size === 1 && !form.dataset.busy) form.querySelector("[data-status]").replaceChildren();
  form.querySelector("[data-wallets]").append(button);
  if (recall(form)?.kind === wallet.kind) act(form, wallet, resume);
  setBusy(form, Boolean(form.dataset.busy));
}

function picture(source) {
  const image = new Image(20, 20);
  image.alt = "";
  image.src = source;
  return image;
}

/** After discovery: a wallet of the older kind is offered too, and where there is none the page says what to do. */
function discovered() {
  if (wallets.size === 0 && window.ethereum) {
    announced({ info: { uuid: "window.ethereum", name: "your browser’s wallet" }, provider: window.ethereum });
  }
  for (const form of forms) {
    const pending = recall(form);
    const kinds = [...wallets.values()].map((wallet) => wallet.kind);
    if (pending && !kinds.includes(pending.kind)) {
      say(form, `Transaction ${shortened(pending.hash)} was sent earlier, by a wallet that does not answer now.`,
        "Unlock that wallet and reload this page to follow it.");
    } else if (wallets.size === 0) {
      say(form, "No wallet was found in this browser.", "Install one and reload this page; on a phone, open this page "
        + "in the wallet’s own browser. Or use the command line below.");
    }
  }
}

/** Ask the wallet; a failure comes back as Trouble. Some wallets wrap the code of the real failure. */
async function ask({ provider }, method, params = []) {
  try {
    return await provider.request({ method, params });
  } catch (error) {
    const code = Number(error?.data?.originalError?.code ?? error?.code);
    const message = isText(error?.message) ? error.message.slice(0, 300) : "no reason given";
    const [cause, remedy] = WALLET_TROUBLE[code] ?? [`The wallet could not do this: ${message}`, "Try again."];
    throw new Trouble(cause, remedy, code);
  }
}

/** Ask, and say so when no answer comes: the wallet may be locked, or wait behind another window. */
async function askPatiently(form, wallet, method, params) {
  const hint = setTimeout(() => say(form, "Still waiting for your wallet.", "Open it from the browser’s toolbar: it may "
    + "be locked, or behind this window. If it shows no question, reload this page."), PATIENCE_MS);
  try {
    return await ask(wallet, method, params);
  } finally {
    clearTimeout(hint);
  }
}

async function connect(form, wallet) {
  say(form, `Asking ${wallet.name} for an account.`, "Choose one in the wallet; this page sees its address and nothing else.");
  const [account] = await askPatiently(form, wallet, "eth_requestAccounts");
  if (!isText(account)) throw new Trouble("The wallet gave no account.", "Choose one in the wallet and try again.");
  if (!(await isOnChain(form, wallet))) await switchChain(form, wallet);
  return account;
}

async function isOnChain(form, wallet) {
  return BigInt(await askPatiently(form, wallet, "eth_chainId")) === BigInt(chain.chainHex);
}

async function switchChain(form, wallet) {
  say(form, `Asking ${wallet.name} to switch to ${chain.chainName}.`, "Confirm it in the wallet.");
  const target = [{ chainId: chain.chainHex }];
  try {
    await askPatiently(form, wallet, "wallet_switchEthereumChain", target);
  } catch (error) {
    const unable = error.code === 4200 || error.code === -32601; // EIP-1193, and JSON-RPC's "no such method"
    if (unable || (error.code === UNKNOWN_CHAIN && !chain.chainRpc)) throw otherChain();
    if (error.code !== UNKNOWN_CHAIN) throw error;
    await askPatiently(form, wallet, "wallet_addEthereumChain", [chainToAdd()]);
    if (!(await isOnChain(form, wallet))) await askPatiently(form, wallet, "wallet_switchEthereumChain", target);
  }
  if (!(await isOnChain(form, wallet))) throw otherChain();
}

const otherChain = () => new Trouble("The wallet is on another chain.", `Switch it to ${chain.chainName} (chain `
  + `${chain.chainId}) in its settings and try again.`);

const chainToAdd = () => ({
  chainId: chain.chainHex,
  chainName: chain.chainName,
  rpcUrls: [chain.chainRpc],
  nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
});

// ---- The server

// Shows the server that a request is ours; whoever is not signed in has none, and needs none.
const formToken = () => document.cookie.match(/(?:^|; )(?:__Host-)?quadrille-form=([0-9a-f]+)/)?.[1] ?? "";

async function post(address, content) {
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", "x-form-token": formToken() },
      body: JSON.stringify(content),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  } catch {
    throw new Trouble("The server does not answer.", "Check your connection and try again.");
  }
  const words = await answer.json().catch(() => null);
  if (answer.ok && words) return words;
  const cause = [words?.cause, words?.detail, words?.title].find(isText) ?? `The server failed (${answer.status}).`;
  throw new Trouble(cause, isText(words?.remedy) ? words.remedy : "Try again in a minute.");
}

// ---- One action, from the press of a button to its end

async function act(form, wallet, steps) {
  if (form.dataset.busy) return;
  setBusy(form, true);
  try {
    await steps(form, wallet);
  } catch (error) {
    sayTrouble(form, error);
  }
  setBusy(form, false);
}

// Buttons stay focusable while they wait: one that is `disabled` would throw the keyboard back to the page's top.
function setBusy(form, busy) {
  form.dataset.busy = busy ? "yes" : "";
  for (const button of form.querySelectorAll("[data-wallets] button")) button.setAttribute("aria-disabled", busy);
}

async function begin(form, wallet) {
  const account = await connect(form, wallet);
  say(form, "Preparing, and trying it out before you are asked.");
  const fields = { ...Object.fromEntries(new FormData(form)), wallet: account };
  const intent = await post(form.dataset.intent, fields);
  if (intent.simulation?.succeeded === false) {
    throw new Trouble("This would fail; nothing was sent.", "Reload this page to see how things stand.");
  }
  say(form, intent.summary, `Confirm it in ${wallet.name}. Cost: ${intent.cost?.words ?? "none"}.`);
  if (intent.kind === "signature") await sign(form, wallet, intent, fields);
  else await send(form, wallet, intent, account);
}

async function sign(form, wallet, intent, fields) {
  const isWords = intent.message !== null; // a text goes back as it was signed, typed data by its fields
  const [method, params] = isWords
    ? ["personal_sign", [hexOf(intent.message), fields.wallet]]
    : ["eth_signTypedData_v4", [fields.wallet, JSON.stringify(intent.typed_data)]];
  const signature = await askPatiently(form, wallet, method, params);
  const signed = isWords ? { message: intent.message, signature } : { ...fields, ...intent.handed_back, signature };
  if (intent.cosigner) {
    say(form, `Now the same with ${shortened(intent.cosigner)}.`, "If the wallet does not ask, choose that account in it, "
      + "connect it to this page, and press the button again.");
    signed.known_signature = await askPatiently(form, wallet, method, [intent.cosigner, params[1]]);
  }
  say(form, "Signed. Handing it in.");
  const receipt = await post(intent.complete, signed);
  if (receipt.receipt) sessionStorage.setItem(receiptKey, JSON.stringify(receipt.receipt, null, 1));
  finish(form, receipt.summary ?? "Done.");
}

const hexOf = (text) => `0x${[...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;

async function send(form, wallet, intent, account) {
  const hash = await askPatiently(form, wallet, "eth_sendTransaction", [toSend(intent.transaction, account)]);
  if (!/^0x[0-9a-f]{64}$/i.test(hash)) throw new Trouble("The wallet named no transaction.", "Look into its history.");
  const pending = { hash, kind: wallet.kind, summary: intent.summary };
  remember(form, pending);
  await follow(form, wallet, pending);
}

const quantity = (number) => `0x${BigInt(number).toString(16)}`; // as EIP-1474 wants it: no leading zeros

// With the server's limit of gas: it has room for a block that comes later than the trial.
const toSend = ({ to, data, value, gas, chainId }, from) => ({
  from, to, data, value: quantity(value), gas: quantity(gas), chainId: quantity(chainId),
});

/** Take up again what was sent before the page was reloaded. */
const resume = (form, wallet) => follow(form, wallet, recall(form));

async function follow(form, wallet, { hash, summary }) {
  say(form, `Sent as transaction ${shortened(hash)}.`, "Waiting until the chain has it; you may reload or close this page.");
  for (let unknown = 0; unknown < POLLS_UNTIL_DROPPED; await pause(POLL_MS)) {
    const receipt = await ask(wallet, "eth_getTransactionReceipt", [hash]);
    if (receipt) return settle(form, receipt, summary);
    unknown = (await ask(wallet, "eth_getTransactionByHash", [hash])) ? 0 : unknown + 1;
  }
  if (!(await isOnChain(form, wallet))) throw otherChain();
  forget(form);
  throw new Trouble(`The chain no longer knows transaction ${shortened(hash)}: it was replaced or dropped.`,
    "Reload this page to see whether the action has been done; if not, try again.");
}

function settle(form, receipt, summary) {
  forget(form);
  if (BigInt(receipt.status) !== 1n) {
    throw new Trouble("The transaction was mined but failed; only its fee was spent.", "Reload this page to see how things stand.");
  }
  return finish(form, `${summary} Done, in block ${BigInt(receipt.blockNumber)}.`);
}

async function finish(form, words) {
  say(form, words, "", "done");
  await pause(POLL_MS); // long enough to be read out
  if (form.dataset.done) return location.assign(form.dataset.done);
  sessionStorage.setItem(noticeKey, words);
  location.reload();
}

// ---- What must outlive a reload

const noticeKey = `notice ${location.pathname}`;
const receiptKey = `receipt ${location.pathname}`; // stays until the tab is closed
const pendingKey = (form) => `pending ${location.pathname} ${form.dataset.intent}`;
const remember = (form, pending) => sessionStorage.setItem(pendingKey(form), JSON.stringify(pending));
const recall = (form) => JSON.parse(sessionStorage.getItem(pendingKey(form)));
const forget = (form) => sessionStorage.removeItem(pendingKey(form));

function showNotice() {
  const notice = document.getElementById("notice");
  notice.textContent = sessionStorage.getItem(noticeKey);
  sessionStorage.removeItem(noticeKey);
  const receipt = sessionStorage.getItem(receiptKey);
  if (!receipt) return;
  const link = document.createElement("a");
  link.href = `data:application/json,${encodeURIComponent(receipt)}`;
  link.download = "receipt.json";
  link.textContent = "Save the receipt";
  notice.append(" ", link);
}

for (const form of forms) form.addEventListener("submit", (event) => event.preventDefault());
showNotice();
addEventListener("eip6963:announceProvider", (event) => announced(event.detail ?? {}));
dispatchEvent(new Event("eip6963:requestProvider"));
setTimeout(discovered, DISCOVERY_MS);
