"""A wallet for browser tests: announced to the page by EIP-6963, its key held by the test, its chain the real one."""

import json
from typing import Any

from eth_account.messages import encode_defunct, encode_typed_data
from eth_account.signers.local import LocalAccount
from playwright.sync_api import Page

from conftest import World
from quadrille.errors import ChainError

ANNOUNCE = """
(() => {
  const request = async ({ method, params }) => {
    const answer = JSON.parse(await window.askTestWallet(method, JSON.stringify(params ?? [])));
    if (answer.error) throw Object.assign(new Error(answer.error.message), { code: answer.error.code });
    return answer.result;
  };
  const info = Object.freeze({
    uuid: "c0c8a7e0-3a5e-4d6b-9f0a-7a1c55a0f3d1", name: "Test Wallet",
    icon: "data:image/svg+xml,<svg/>", rdns: "test.wallet",
  });
  const detail = Object.freeze({ info, provider: { request, on() {}, removeListener() {} } });
  const announce = () => window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
  window.addEventListener("eip6963:requestProvider", announce);
  announce();
})();
"""


class TestWallet:
    """What a browser wallet does, without its windows: `declines` holds the methods that its owner refuses."""

    __test__ = False

    def __init__(self, world: World, account: LocalAccount) -> None:
        self.world, self.account = world, account
        self.accounts = {account.address: account}
        self.asked: list[str] = []
        self.sent: list[dict[str, str]] = []
        self.declines: set[str] = set()

    def choose(self, account: LocalAccount) -> None:
        """Go on with another account, beside those that the wallet has."""
        self.account = self.accounts[account.address] = account

    def install(self, page: Page) -> None:
        """Put the wallet into every page that is opened from now on."""
        page.expose_function("askTestWallet", self.answer)
        page.add_init_script(ANNOUNCE)

    def answer(self, method: str, params_json: str) -> str:
        """One EIP-1193 request."""
        self.asked.append(method)
        if method in self.declines:
            return json.dumps({"error": {"code": 4001, "message": "User rejected the request."}})
        try:
            return json.dumps({"result": self._result(method, json.loads(params_json))})
        except ChainError as problem:
            return json.dumps({"error": {"code": -32603, "message": str(problem)}})

    def _result(self, method: str, params: list[Any]) -> Any:
        if method in ("eth_requestAccounts", "eth_accounts"):
            return [self.account.address]
        if method == "eth_signTypedData_v4":
            message = encode_typed_data(full_message=json.loads(params[1]))
            return self.accounts[params[0]].sign_message(message).signature.to_0x_hex()
        if method == "personal_sign":
            return self.account.sign_message(encode_defunct(hexstr=params[0])).signature.to_0x_hex()
        if method == "eth_sendTransaction":
            self.sent.append(params[0])
            return self.world.sign_and_send(self.account, params[0]).transaction
        return self.world.anvil.rpc(method, *params)
