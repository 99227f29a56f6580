"""Signing in, step by step, as a wallet and a program do."""

from typing import Any

from eth_account.messages import encode_defunct
from eth_account.signers.local import LocalAccount
from fastapi.testclient import TestClient


def signature_of(account: LocalAccount, text: str) -> str:
    return account.sign_message(encode_defunct(text=text)).signature.to_0x_hex()


def asked_message(api: TestClient, wallet: str) -> str:
    answer = api.post("/api/v1/intents/sign-in", json={"wallet": wallet})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["message"])


def signed(api: TestClient, account: LocalAccount) -> dict[str, Any]:
    """A right request to sign in."""
    text = asked_message(api, account.address)
    return {"message": text, "signature": signature_of(account, text)}


def token_of(api: TestClient, account: LocalAccount) -> str:
    """A program's token for this wallet."""
    answer = api.post("/api/v1/sign-in", json={**signed(api, account), "keep": "token"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


def bearer(api: TestClient, account: LocalAccount) -> dict[str, str]:
    return {"authorization": f"Bearer {token_of(api, account)}"}
