// Hands an action that the server has prepared to the person's own wallet.
//
// The server writes the words, the transaction and the message; this file finds wallets (EIP-6963), asks them
// (EIP-1193) and says what happens. It knows no contract, holds no key, and has no sentence of its own: they come with
// the page, in its language (web/wallet_words.py).
//
// A form with these attributes becomes the way to one action (macro intent_form):
//   data-intent  where its fields and the wallet's address are sent; the answer is the intent
//   data-done    where to go once the transaction is mined; empty to stay
//   data-verb    "Claim" makes buttons that read "Claim with <wallet>"
// It holds [data-wallets] for the buttons, [data-asked] for what is about to be signed, [data-status], a live region,
// [data-more] for buttons that belong to a state, and [data-phone] for links to wallets' own browsers.
//
// The first press prepares and shows: words, cost, what will change. Only the second opens the wallet to sign.

const DISCOVERY_MS = 500; // wallets answer at once; this is for slow extensions
const PATIENCE_MS = 12_000; // a person who is asked nothing for so long needs a hint
const ANSWER_MS = 30_000;
const POLL_MS = 1_000;
const POLLS_UNTIL_DROPPED = 60;
const MOST_WALLETS = 12; // more is a flood
const MOST_BLOCKS = 200; // looked through for the transaction that took another's place
const REMEMBERED_MS = 86_400_000; // a transaction that nobody came back for in a day is looked up elsewhere

const { words, links } = JSON.parse(document.getElementById("wallet-words").textContent);
const chain = document.body.dataset; // chainId, chainHex, chainName, chainRpc
const forms = [...document.querySelectorAll("form[data-intent]")];
const wallets = new Map(); // by the identifier that each announces anew on every page
const shown = new Map(); // by form: the intent that the person reads now, with its wallet, account and fields

const UNKNOWN_CHAIN = 4902; // EIP-3085
const GAVE_UP = "gave up";
const UNREACHED = "unreached"; // the server: what was signed may be handed in again
const SIGNED_OUT = "signed out";

// Codes of EIP-1193 and EIP-1474.
const WALLET_TROUBLE = {
  4001: "declined",
  4100: "not_allowed",
  4200: "not_able",
  4900: "no_connection",
  4901: "not_on_chain",
  [-32002]: "already_asking",
};

// ---- Words on the page. What a wallet or a server says is only ever set as text.

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufefc]/;
// A fact that runs the other way than the sentence must not turn the words around it (UAX 9).
const isolated = (fact) => (document.dir === "rtl" || RIGHT_TO_LEFT.test(fact) ? `\u2068${fact}\u2069` : fact);
const told = (key, facts = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => isolated(String(facts[name])));
const remedyOf = (key, facts) => (words[`${key}_do`] ? told(`${key}_do`, facts) : "");
const ofChain = { chain: chain.chainName, number: chain.chainId };

/** A failure as the person reads it: what happened, and what to do. */
class Trouble extends Error {
  constructor(cause, remedy, code) {
    super(cause);
    this.remedy = remedy;
    this.code = code;
  }
}
const trouble = (key, facts = {}, code = key) => {
  const all = { ...ofChain, ...facts };
  return new Trouble(told(key, all), remedyOf(key, all), code);
};

const part = (form, name) => form.querySelector(`[data-${name}]`);
const shortened = (hex) => `${hex.slice(0, 6)}…${hex.slice(-4)}`;
const isText = (value) => typeof value === "string" && value.trim() !== "";
const same = (one, other) => String(one).toLowerCase() === String(other).toLowerCase();
const pause = (ms) => new Promise((wake) => setTimeout(wake, ms));
// No control and no bidi signs, nothing invisible, and not more than a button holds.
const plain = (name) => (isText(name) ? name.replace(/[\p{C}\p{Zl}\p{Zp}\u115f\u1160\u3164]/gu, "").trim().slice(0, 40) : "");

function element(tag, text = "", attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function button(text, press, attributes = {}) {
  const made = element("button", text, { type: "button", ...attributes });
  made.addEventListener("click", press);
  return made;
}

function say(form, cause, remedy = "", tone = "working") {
  const status = part(form, "status");
  status.dataset.tone = tone;
  status.replaceChildren(element("b", cause), " ", remedy);
  part(form, "more").replaceChildren();
}

const state = (form, key, facts = {}, tone = "working") =>
  say(form, told(key, { ...ofChain, ...facts }), remedyOf(key, { ...ofChain, ...facts }), tone);

const offerMore = (form, ...nodes) => part(form, "more").append(...nodes);

function sayTrouble(form, error) {
  const met = error instanceof Trouble ? error : trouble("page_failed", { message: error.message });
  say(form, met.message, met.remedy, "trouble");
  if (met.code === SIGNED_OUT) {
    const href = `/sign-in?next=${encodeURIComponent(location.pathname)}`;
    offerMore(form, element("a", told("go_sign_in"), { href, class: "go" }));
  }
  if (recallSigned(form)) offerMore(form, button(told("hand_in_again"), () => act(form, null, handInAgain)));
  const wallet = walletOf(form);
  if (wallet && recall(form).hash) {
    offerMore(form, button(told("follow_again"), () => act(form, wallet, resume)), forgetting(form));
  }
}

function forgetting(form) {
  const forgets = () => {
    forget(form);
    state(form, "forgotten");
  };
  return button(told("forget"), forgets, { class: "quiet" });
}

// ---- Wallets

function announced({ info, provider } = {}) {
  if (!isText(info?.name) || typeof provider?.request !== "function") return;
  if (wallets.has(info.uuid) || wallets.size >= MOST_WALLETS) return;
  const icon = isText(info.icon) && info.icon.startsWith("data:image/") ? info.icon : "";
  const kind = plain(info.rdns) || plain(info.name);
  const twin = [...wallets.values()].some((other) => other.name === plain(info.name));
  const name = plain(info.name) || told("a_wallet");
  const wallet = { kind, name: twin ? `${name} (${kind})` : name, icon, provider };
  wallets.set(info.uuid, wallet);
  provider.on?.("accountsChanged", (accounts) => accountChanged(wallet, accounts));
  provider.on?.("chainChanged", (id) => chainChanged(wallet, id));
  for (const form of forms) offer(form, wallet);
}

const walletOf = (form) => [...wallets.values()].find((wallet) => wallet.kind === recall(form)?.kind);

function offer(form, wallet) {
  const press = button(told("verb_with", { verb: form.dataset.verb, wallet: wallet.name }), () => pressed(form, wallet));
  if (wallet.icon) press.prepend(picture(wallet.icon));
  if (wallets.size === 1 && !form.dataset.busy) part(form, "status").replaceChildren();
  part(form, "phone").hidden = true;
  part(form, "wallets").append(press);
  if (recall(form)?.kind === wallet.kind) act(form, wallet, resume);
  setBusy(form, Boolean(form.dataset.busy));
}

function pressed(form, wallet) {
  // What was sent already is followed, never sent twice.
  if (recall(form)?.hash) act(form, wallet, resume);
  else if (form.reportValidity()) act(form, wallet, prepare);
}

function picture(source) {
  const image = new Image(20, 20);
  image.alt = "";
  image.addEventListener("error", () => image.remove());
  image.src = source;
  return image;
}

/** After discovery: a wallet of the older kind is offered too, and where there is none the page says what to do. */
function discovered() {
  if (wallets.size === 0 && window.ethereum) {
    announced({ info: { uuid: "window.ethereum", name: told("browsers_wallet") }, provider: window.ethereum });
  }
  for (const form of forms) {
    const kept = recall(form);
    if (kept?.hash && !walletOf(form)) {
      state(form, "kept_elsewhere", { hash: shortened(kept.hash) });
      offerMore(form, forgetting(form));
    } else if (wallets.size === 0 && !form.dataset.busy) {
      state(form, "no_wallet");
      if (matchMedia("(pointer: coarse)").matches) offerPhone(form);
    }
  }
}

/** A phone's browser has no wallets in it, but a wallet has a browser in it. */
function offerPhone(form) {
  const place = part(form, "phone");
  const facts = { bare: location.href.replace(/^https?:\/\//, ""), encoded: encodeURIComponent(location.href) };
  const list = element("ul", "", { class: "links" });
  for (const { name, link } of links) {
    const item = element("li");
    item.append(element("a", name, { href: link.replace(/\{(\w+)\}/, (_, key) => facts[key]), rel: "noreferrer" }));
    list.append(item);
  }
  const address = element("input", "", { readonly: "", dir: "ltr", "aria-label": told("page_address"), value: location.href });
  const copy = button(told("copy"), async () => {
    address.select(); // where copying is not allowed, the person can do it from here
    await navigator.clipboard?.writeText(location.href).then(() => { copy.textContent = told("copied"); }, () => {});
  });
  place.replaceChildren(element("b", told("open_in")), list, element("p", told("open_in_do"), { class: "hint" }),
    element("p", told("page_address")), address, copy);
  place.hidden = false;
}

/** Ask the wallet; a failure comes back as Trouble. Some wallets wrap the code of the real failure. */
async function ask({ provider }, method, params = []) {
  try {
    return await provider.request({ method, params });
  } catch (error) {
    const code = Number(error?.data?.originalError?.code ?? error?.code);
    const message = isText(error?.message) ? error.message.slice(0, 300) : told("no_reason");
    throw WALLET_TROUBLE[code] ? trouble(WALLET_TROUBLE[code], {}, code) : trouble("wallet_failed", { message }, code);
  }
}

/** Ask, and say so when no answer comes: the wallet may be locked, wait behind another window, or be broken. */
async function askPatiently(form, wallet, method, params) {
  let giveUp;
  const patience = new Promise((_, reject) => { giveUp = () => reject(trouble("gave_up", {}, GAVE_UP)); });
  const hint = setTimeout(() => {
    state(form, "waiting");
    offerMore(form, button(told("stop_waiting"), giveUp));
  }, PATIENCE_MS);
  try {
    return await Promise.race([ask(wallet, method, params), patience]);
  } finally {
    clearTimeout(hint);
  }
}

const noAccounts = () => [];

/** The account to prepare for: one that the page may see already, else the wallet is asked for one. */
async function accountOf(form, wallet) {
  const [known] = await askPatiently(form, wallet, "eth_accounts").catch((error) => {
    if (error.code === GAVE_UP) throw error;
    return noAccounts();
  });
  if (isText(known)) return known;
  state(form, "asking_account", { wallet: wallet.name });
  const [account] = (await askPatiently(form, wallet, "eth_requestAccounts")) ?? noAccounts();
  if (!isText(account)) throw trouble("no_account");
  return account;
}

async function isOnChain(form, wallet) {
  return BigInt(await askPatiently(form, wallet, "eth_chainId")) === BigInt(chain.chainHex);
}

async function switchChain(form, wallet) {
  state(form, "asking_switch", { wallet: wallet.name });
  const target = [{ chainId: chain.chainHex }];
  try {
    await askPatiently(form, wallet, "wallet_switchEthereumChain", target);
  } catch (error) {
    const unable = error.code === 4200 || error.code === -32601; // EIP-1193, and JSON-RPC's "no such method"
    if (unable || (error.code === UNKNOWN_CHAIN && !chain.chainRpc)) throw trouble("other_chain");
    if (error.code !== UNKNOWN_CHAIN) throw error;
    state(form, "asking_add", { wallet: wallet.name });
    await askPatiently(form, wallet, "wallet_addEthereumChain", [chainToAdd()]);
    if (!(await isOnChain(form, wallet))) await askPatiently(form, wallet, "wallet_switchEthereumChain", target);
  }
  if (!(await isOnChain(form, wallet))) throw trouble("other_chain");
}

const chainToAdd = () => ({
  chainId: chain.chainHex,
  chainName: chain.chainName,
  rpcUrls: [chain.chainRpc],
  nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
});

// ---- What the wallet's owner does in it meanwhile

function accountChanged(wallet, accounts) {
  const now = accounts?.[0];
  for (const [form, asked] of shown) {
    if (asked.wallet !== wallet || same(now, asked.account) || same(now, asked.intent.cosigner)) continue;
    const facts = { now: now ? shortened(now) : "–", account: shortened(asked.account) };
    Object.assign(asked, { isStale: true, switched: facts });
    if (form.dataset.busy) state(form, "account_left", facts, "trouble");
    else { withdraw(form); state(form, "other_account", facts, "trouble"); }
  }
}

function chainChanged(wallet, id) {
  for (const [form, asked] of shown) {
    if (asked.wallet === wallet && !form.dataset.busy && !same(id, chain.chainHex)) state(form, "left_chain");
  }
}

async function requireAccount(form, wallet, account) {
  const [now] = (await askPatiently(form, wallet, "eth_accounts")) ?? noAccounts();
  if (same(now, account)) return;
  withdraw(form);
  throw trouble("other_account", { now: now ? shortened(now) : "–", account: shortened(account) });
}

// ---- The server

// Shows the server that a request is ours; whoever is not signed in has none, and needs none.
const formToken = () => document.cookie.match(/(?:^|; )(?:__Host-)?quadrille-form=([0-9a-f]+)/)?.[1] ?? "";

async function post(address, content, headers = {}) {
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", "x-form-token": formToken(), ...headers },
      body: JSON.stringify(content),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  } catch {
    throw trouble("no_answer", {}, UNREACHED);
  }
  const document = await answer.json().catch(() => null);
  if (answer.ok && document) return document;
  const cause = [document?.cause, document?.detail, document?.title].find(isText) ?? told("server_failed", { status: answer.status });
  const remedy = isText(document?.remedy) ? document.remedy : told("server_failed_do");
  // Too many requests, and a server or chain that has no time, pass by themselves.
  const passes = answer.status === 429 || answer.status >= 500;
  throw new Trouble(cause, remedy, answer.status === 401 ? SIGNED_OUT : passes ? UNREACHED : answer.status);
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
  for (const one of form.querySelectorAll("[data-wallets] button, [data-asked] button")) one.setAttribute("aria-disabled", busy);
}

async function prepare(form, wallet) {
  withdraw(form);
  const account = await accountOf(form, wallet);
  state(form, "preparing");
  const fields = { ...Object.fromEntries(new FormData(form)), wallet: account };
  const intent = await post(form.dataset.intent, fields);
  if (intent.simulation?.succeeded === false) throw trouble("would_fail");
  show(form, { wallet, account, fields, intent, isStale: false });
}

/** Everything that is known before the wallet opens: it is read here, and compared there. */
function show(form, asked) {
  const { wallet, account, intent } = asked;
  const place = part(form, "asked");
  const facts = element("dl", "", { class: "facts" });
  const fact = (key, ...nodes) => {
    const said = element("dd");
    said.append(...nodes);
    facts.append(element("dt", told(key)), said);
  };
  fact("changes", changesOf(intent));
  fact("cost", intent.cost?.words ?? "");
  fact("signer", element("code", shortened(account), { title: account, dir: "ltr" }));
  if (intent.expires_at) fact("valid_until", dateOf(intent.expires_at));
  for (const notice of intent.notices ?? []) fact("notice", notice);
  place.replaceChildren(element("p", intent.summary, { class: "deed" }), ...originalOf(intent), facts, signedWords(intent), choices(form, asked));
  shown.set(form, asked);
  part(form, "wallets").hidden = true;
  place.hidden = false;
  state(form, "ready");
  place.focus();
}

function changesOf({ kind, simulation }) {
  if (kind === "signature") return told("only_signature");
  if (!simulation?.changes) return told("tried_only");
  if (simulation.changes.length === 0) return told("nothing_moves");
  const list = element("ul");
  list.append(...simulation.changes.map((change) => element("li", change.words)));
  return list;
}

function originalOf({ summary, original }) {
  if (!isText(original) || original === summary) return [];
  const line = element("p", "", { class: "hint" });
  const [before, after] = words.in_english.split("{words}");
  line.append(before, element("q", original, { lang: "en", dir: "ltr" }), after);
  return [line];
}

/** What is signed, as it is: wallets show it in English, whatever the page speaks. */
function signedWords({ message, typed_data, transaction }) {
  const lines = typed_data ? fieldsOf(typed_data) : isText(message) ? [message]
    : [`${told("contract")}: ${transaction.to}`, `${told("value")}: ${BigInt(transaction.value)} wei`, `${told("calldata")}: ${transaction.data}`];
  const details = element("details");
  details.append(element("summary", told("wallet_shows")), element("pre", lines.join("\n"), { tabindex: "0", lang: "en", dir: "ltr" }));
  return details;
}

const fieldsOf = ({ primaryType, message, types }) => [
  primaryType,
  ...types[primaryType].map(({ name }) => `${name}: ${isText(message[name]) ? message[name] : JSON.stringify(message[name])}`),
];

const dateOf = (unix) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" }).format(unix * 1000);

function choices(form, asked) {
  const place = element("div", "", { class: "buttons" });
  place.append(
    button(told("continue", { wallet: asked.wallet.name }), () => act(form, asked.wallet, () => carryOut(form, asked))),
    button(told("not_now"), () => {
      if (form.dataset.busy) return;
      withdraw(form);
      state(form, "dismissed");
      part(form, "wallets").querySelector("button")?.focus();
    }, { class: "quiet" }),
  );
  return place;
}

/** Take back what was shown: it is no longer what the person asks for. */
function withdraw(form) {
  if (!shown.delete(form)) return;
  const place = part(form, "asked");
  const hadFocus = place.contains(document.activeElement);
  place.hidden = true;
  place.replaceChildren();
  part(form, "wallets").hidden = false;
  if (hadFocus) part(form, "wallets").querySelector("button")?.focus();
}

async function carryOut(form, asked) {
  const { wallet, account, intent } = asked;
  if (!(await isOnChain(form, wallet))) await switchChain(form, wallet);
  await requireAccount(form, wallet, account);
  state(form, "confirm", { wallet: wallet.name });
  if (intent.kind === "signature") await sign(form, asked);
  else await send(form, asked);
}

async function sign(form, asked) {
  const { wallet, intent, fields } = asked;
  const isWords = isText(intent.message); // a text goes back as it was signed, typed data by its fields
  const [method, params] = isWords
    ? ["personal_sign", [hexOf(intent.message), fields.wallet]]
    : ["eth_signTypedData_v4", [fields.wallet, JSON.stringify(intent.typed_data)]];
  const signature = await askPatiently(form, wallet, method, params);
  const signed = isWords ? { message: intent.message, signature } : { ...fields, ...intent.handed_back, signature };
  if (intent.cosigner) {
    state(form, "cosign", { account: shortened(intent.cosigner) });
    signed.known_signature = await askPatiently(form, wallet, method, [intent.cosigner, params[1]]);
  } else {
    // The account may have been switched while the wallet asked.
    if (!asked.isStale) await requireAccount(form, wallet, asked.account);
    if (asked.isStale) { withdraw(form); throw trouble("other_account", asked.switched); }
  }
  rememberSigned(form, { complete: intent.complete, signed, key: crypto.randomUUID?.() ?? String(Date.now()) });
  withdraw(form);
  await handInAgain(form);
}

/** Hand in what was signed, perhaps before a reload; the key makes the server do it once. */
async function handInAgain(form) {
  const { complete, signed, key } = recallSigned(form);
  state(form, "handing_in");
  let receipt;
  try {
    receipt = await post(complete, signed, { "idempotency-key": key });
  } catch (error) {
    if (error.code === UNREACHED) throw trouble("not_handed_in");
    if (error.code !== SIGNED_OUT) forgetSigned(form);
    throw error;
  }
  forgetSigned(form);
  if (receipt.receipt) sessionStorage.setItem(receiptKey, JSON.stringify(receipt.receipt, null, 1));
  return finish(form, receipt.summary ?? told("done"));
}

const hexOf = (text) => `0x${[...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;

async function send(form, { wallet, account, intent }) {
  const { to, data, value } = intent.transaction;
  const [nonce, block] = await Promise.all([
    ask(wallet, "eth_getTransactionCount", [account, "pending"]).catch(() => null),
    ask(wallet, "eth_blockNumber").catch(() => null),
  ]);
  const pending = { kind: wallet.kind, summary: intent.summary, account, to, data, value, nonce, block, hash: "" };
  remember(form, pending); // before it is asked: the page may be left while the wallet waits
  let hash;
  try {
    hash = await askPatiently(form, wallet, "eth_sendTransaction", [toSend(intent.transaction, account)]);
  } catch (error) {
    if (error.code !== GAVE_UP) forget(form);
    throw error;
  }
  if (!/^0x[0-9a-f]{64}$/i.test(hash)) throw trouble("no_hash");
  pending.hash = hash;
  remember(form, pending);
  withdraw(form);
  await follow(form, wallet, pending);
}

const quantity = (number) => `0x${BigInt(number).toString(16)}`; // as EIP-1474 wants it: no leading zeros

// With the server's limit of gas: it has room for a block that comes later than the trial.
const toSend = ({ to, data, value, gas, chainId }, from) => ({
  from, to, data, value: quantity(value), gas: quantity(gas), chainId: quantity(chainId),
});

// ---- What was sent, until the chain has it

/** Take up again what was sent, or asked, before the page was reloaded or closed. */
async function resume(form, wallet) {
  const pending = recall(form);
  if (pending.hash) return follow(form, wallet, pending);
  for (let tries = 0; tries < POLLS_UNTIL_DROPPED && (await hasSentSince(wallet, pending)); tries += 1) {
    if (tries === 0) state(form, "left_sent", { wallet: wallet.name }, "trouble");
    const successor = await successorOf(form, wallet, pending);
    if (successor && does(successor, pending)) {
      remember(form, { ...pending, hash: successor.hash });
      return follow(form, wallet, recall(form));
    }
    if (successor) break; // something else: the wallet's question may still be open
    await pause(POLL_MS);
  }
  forget(form);
  state(form, "left_asking", { wallet: wallet.name }, "trouble");
}

async function hasSentSince(wallet, { account, nonce }) {
  return nonce && BigInt(await ask(wallet, "eth_getTransactionCount", [account, "pending"])) > BigInt(nonce);
}

async function follow(form, wallet, pending) {
  tellSent(form, pending);
  for (let unknown = 0; unknown < POLLS_UNTIL_DROPPED; await pause(POLL_MS)) {
    if (!recall(form)) return state(form, "forgotten"); // here or in another tab
    const receipt = await see(wallet, pending, "eth_getTransactionReceipt", [pending.hash]);
    if (receipt) return settle(form, receipt, pending);
    if (BigInt(await see(wallet, pending, "eth_chainId", [])) !== BigInt(chain.chainHex)) {
      if (!form.dataset.offChain) state(form, "off_chain_waiting", { hash: shortened(pending.hash) }, "trouble");
      form.dataset.offChain = "yes"; // said once, not every second
      continue;
    }
    const found = await see(wallet, pending, "eth_getTransactionByHash", [pending.hash]);
    unknown = found ? 0 : unknown + 1;
    if (form.dataset.offChain) tellSent(form, pending);
    if (found) continue;
    const successor = await successorOf(form, wallet, pending);
    if (!successor) continue;
    if (!does(successor, pending)) throw supplanted(form, successor, pending);
    pending.hash = successor.hash;
    remember(form, pending);
    state(form, "sped_up", { hash: shortened(pending.hash) });
  }
  forget(form);
  throw trouble("dropped", { hash: shortened(pending.hash) });
}

function tellSent(form, { hash }) {
  delete form.dataset.offChain;
  state(form, "sent", { hash: shortened(hash) });
  offerMore(form, forgetting(form));
}

const see = (wallet, { hash }, method, params) =>
  ask(wallet, method, params).catch(() => { throw trouble("cannot_follow", { hash: shortened(hash) }); });

/** The mined transaction that has the place (nonce) of the one that was sent or asked for. */
async function successorOf(form, wallet, { account, nonce, block }) {
  if (!nonce || !block || !(await isOnChain(form, wallet))) return null;
  if (BigInt(await ask(wallet, "eth_getTransactionCount", [account, "latest"])) <= BigInt(nonce)) return null;
  const newest = BigInt(await ask(wallet, "eth_blockNumber"));
  for (let at = BigInt(block); at <= newest && at < BigInt(block) + BigInt(MOST_BLOCKS); at += 1n) {
    const { transactions = [] } = (await ask(wallet, "eth_getBlockByNumber", [quantity(at), true])) ?? {};
    const found = transactions.find((one) => same(one.from, account) && BigInt(one.nonce) === BigInt(nonce));
    if (found) return found;
  }
  return null;
}

const does = (one, { to, data, value }) => same(one.to, to) && same(one.input, data) && BigInt(one.value) === BigInt(value);

// To cancel, wallets send nothing to the person's own account.
function supplanted(form, successor, { account }) {
  forget(form);
  return same(successor.to, account) && successor.input === "0x" ? trouble("cancelled") : trouble("replaced", { hash: shortened(successor.hash) });
}

async function settle(form, receipt, { summary, account }) {
  forget(form);
  if (BigInt(receipt.status) !== 1n) throw trouble("reverted");
  const done = told("done_in_block", { summary, block: BigInt(receipt.blockNumber) });
  if (same(receipt.from, account)) return finish(form, done);
  const facts = { now: shortened(receipt.from), account: shortened(account) };
  say(form, `${done} ${told("other_sender", facts)}`, told("other_sender_do"), "trouble");
}

async function finish(form, sentence) {
  say(form, sentence, "", "done");
  await pause(POLL_MS); // long enough to be read out
  if (form.dataset.done) return location.assign(form.dataset.done);
  sessionStorage.setItem(noticeKey, sentence);
  location.reload();
}

// ---- What must outlive a reload
//
// A transaction outlives its tab, so what is known of it is kept by the browser (localStorage) until it is settled, at
// most a day: its hash, account and words, which the chain shows to everybody. On a shared computer it can be forgotten
// by a button. What is signed and not handed in yet would let others act: it ends with the tab (sessionStorage).

const noticeKey = `notice ${location.pathname}`;
const receiptKey = `receipt ${location.pathname}`;
const PENDING = "quadrille pending ";
const keyOf = (form) => `${location.pathname} ${form.dataset.intent}`;
const remember = (form, pending) => localStorage.setItem(PENDING + keyOf(form), JSON.stringify({ at: Date.now(), ...pending }));
const forget = (form) => localStorage.removeItem(PENDING + keyOf(form));
const recall = (form) => read(localStorage, PENDING + keyOf(form));
const rememberSigned = (form, kept) => sessionStorage.setItem(`signed ${keyOf(form)}`, JSON.stringify(kept));
const forgetSigned = (form) => sessionStorage.removeItem(`signed ${keyOf(form)}`);
const recallSigned = (form) => read(sessionStorage, `signed ${keyOf(form)}`);

function read(storage, key) {
  try {
    return JSON.parse(storage.getItem(key));
  } catch {
    return null;
  }
}

function forgetOld() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PENDING) && !(read(localStorage, key)?.at > Date.now() - REMEMBERED_MS)) localStorage.removeItem(key);
  }
}

function showNotice() {
  const notice = document.getElementById("notice");
  notice.textContent = sessionStorage.getItem(noticeKey);
  sessionStorage.removeItem(noticeKey);
  const receipt = sessionStorage.getItem(receiptKey);
  if (!receipt) return;
  const address = `data:application/json,${encodeURIComponent(receipt)}`;
  notice.append(" ", element("a", told("save_receipt"), { href: address, download: "receipt.json" }));
}

forgetOld();
showNotice();
for (const form of forms) {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    if (!shown.has(form) || form.dataset.busy) return;
    withdraw(form);
    state(form, "changed_form");
  });
  if (recallSigned(form)) act(form, null, handInAgain);
}
addEventListener("eip6963:announceProvider", (event) => announced(event.detail ?? {}));
dispatchEvent(new Event("eip6963:requestProvider"));
setTimeout(discovered, DISCOVERY_MS);
