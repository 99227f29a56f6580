"""A wallet for browser tests: announced to the page by EIP-6963, its key held by the test, its chain the real one."""

import json
from collections.abc import Callable
from typing import Any

from eth_account.messages import encode_defunct, encode_typed_data
from eth_account.signers.local import LocalAccount
from playwright.sync_api import Page

from conftest import World
from quadrille.errors import ChainError

ANNOUNCE = """
((info) => {
  const request = async ({ method, params }) => {
    const answer = JSON.parse(await window[info.ask](method, JSON.stringify(params ?? [])));
    if (answer.hangs) return new Promise(() => {});
    if (answer.error) throw Object.assign(new Error(answer.error.message), answer.error);
    return answer.result;
  };
  const listeners = [];
  const on = (event, listener) => listeners.push([event, listener]);
  addEventListener(`happens in ${info.rdns}`, ({ detail: [event, value] }) => {
    for (const [wanted, listener] of listeners) if (wanted === event) listener(value);
  });
  const detail = Object.freeze({ info: Object.freeze(info), provider: { request, on, removeListener() {} } });
  const announce = () => window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
  window.addEventListener("eip6963:requestProvider", announce);
  announce();
})(INFO);
"""

NO_SUCH_HASH = "0x" + "ab" * 32


class TestWallet:
    """What a browser wallet does, without its windows.

    declines        methods that its owner refuses
    fails           methods that end in an error of EIP-1193, with code, message and perhaps data
    hangs           methods that are never answered
    answers         methods with an answer of their own, in place of the chain's
    before          what happens in the world before a method is answered
    replaces        what it sends in place of a transaction, under a hash that the page is not told; None to be honest
    """

    __test__ = False

    def __init__(self, world: World, account: LocalAccount, name: str = "Test Wallet", **info: str) -> None:
        self.world, self.account = world, account
        self.accounts = {account.address: account}
        self.info = {
            "uuid": f"uuid of {name}",
            "name": name,
            "icon": "data:image/svg+xml,<svg/>",
            "rdns": "test.wallet",
        }
        self.info.update(info)
        self.is_connected = False
        self.asked: list[str] = []
        self.sent: list[dict[str, str]] = []
        self.declines: set[str] = set()
        self.fails: dict[str, dict[str, Any]] = {}
        self.hangs: set[str] = set()
        self.answers: dict[str, Any] = {}
        self.before: dict[str, Callable[[], object]] = {}
        self.replaces: Callable[[dict[str, str]], dict[str, str] | None] | None = None

    def choose(self, account: LocalAccount) -> None:
        """Go on with another account, beside those that the wallet has."""
        self.account = self.accounts[account.address] = account

    def switch(self, page: Page, account: LocalAccount) -> None:
        """The same, as the owner does it in the wallet while a page is open: the page is told."""
        self.choose(account)
        self.tell(page, "accountsChanged", [account.address])

    def tell(self, page: Page, event: str, value: Any) -> None:
        """An event of EIP-1193."""
        happening = [f"happens in {self.info['rdns']}", event, value]
        page.evaluate("([name, ...detail]) => dispatchEvent(new CustomEvent(name, { detail }))", happening)

    def install(self, page: Page) -> None:
        """Put the wallet into every page that is opened from now on."""
        self.install_in(page.expose_function, page.add_init_script)

    def install_in(self, expose: Callable[..., object], add_script: Callable[..., object]) -> None:
        """The same for whatever holds pages: a page, or a whole browser context."""
        ask = "ask " + self.info["uuid"]
        expose(ask, self.answer)
        add_script(ANNOUNCE.replace("INFO", json.dumps({**self.info, "ask": ask})))

    @property
    def prompts(self) -> list[str]:
        """What its owner was asked: whatever opens the wallet."""
        asking = ("eth_requestAccounts", "eth_send", "eth_sign", "personal_", "wallet_")
        return [method for method in self.asked if method.startswith(asking)]

    def answer(self, method: str, params_json: str) -> str:
        """One EIP-1193 request."""
        self.asked.append(method)
        self.before.get(method, lambda: None)()
        if method in self.hangs:
            return json.dumps({"hangs": True})
        if method in self.declines:
            return json.dumps({"error": {"code": 4001, "message": "User rejected the request."}})
        if method in self.fails:
            return json.dumps({"error": self.fails[method]})
        try:
            return json.dumps({"result": self._result(method, json.loads(params_json))})
        except ChainError as problem:
            return json.dumps({"error": {"code": -32603, "message": str(problem)}})

    def _result(self, method: str, params: list[Any]) -> Any:
        if method in self.answers:
            return self.answers[method]
        if method == "eth_accounts":
            return [self.account.address] if self.is_connected else []
        if method == "eth_requestAccounts":
            self.is_connected = True
            return [self.account.address]
        if method == "eth_signTypedData_v4":
            message = encode_typed_data(full_message=json.loads(params[1]))
            return self.accounts[params[0]].sign_message(message).signature.to_0x_hex()
        if method == "personal_sign":
            return self.account.sign_message(encode_defunct(hexstr=params[0])).signature.to_0x_hex()
        if method == "eth_sendTransaction":
            self.sent.append(params[0])
            return self.send(params[0]) if self.replaces is None else self._replace(self.replaces(params[0]))
        return self.world.anvil.rpc(method, *params)

    def _replace(self, other: dict[str, str] | None) -> str:
        if other is not None:
            self.send(other)
        return NO_SUCH_HASH

    def send(self, asked: dict[str, str]) -> str:
        """Sign a transaction with the account of now and send it, whatever becomes of it; its hash."""
        nonce = self.world.anvil.rpc("eth_getTransactionCount", self.account.address, "pending")
        fields = {name: asked[name] for name in ("to", "data", "value", "gas", "chainId")}
        fees = {"maxFeePerGas": 10**11, "maxPriorityFeePerGas": 10**9, "type": 2, "nonce": nonce}
        signed = self.account.sign_transaction({**fields, **fees})
        return str(self.world.anvil.rpc("eth_sendRawTransaction", signed.raw_transaction.to_0x_hex()))


def press(page: Page, button: str) -> int:
    """Press a form's button ("Claim with Test Wallet"), read what would be signed, and go on; the interactions."""
    wallet = button.rpartition(" with ")[2]
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("button", name=f"Continue in {wallet}").click()
    return 2
