"""What several tests ask of rounds over HTTP: the operator's steps, told or sent, and the intents of wallets."""

from typing import Any

from eth_account.signers.local import LocalAccount
from fastapi.testclient import TestClient

from conftest import World
from quadrille.types import Address

DAY = 86_400


def new_round(**more: Any) -> dict[str, Any]:
    """What is asked for a round with the short times that tests have; `opens_at` is needed."""
    return {
        "title": "Learning and water",
        "params": {"cap_bps": "4000"},
        "closes_at": more["opens_at"] + DAY,
        "donation_delay_seconds": 0,
        "objection_seconds": 600,
        **more,
    }


def told(client: TestClient, address: Address, step: str, **body: Any) -> dict[str, Any]:
    """What a step of the operator's would do."""
    answer = client.post(f"/api/v1/rounds/{address}/{step}", json=body)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    assert not document["sent"]
    return document


def done(client: TestClient, address: Address, step: str, **body: Any) -> dict[str, Any]:
    """A step of the operator's, sent."""
    answer = client.post(f"/api/v1/rounds/{address}/{step}", json={**body, "yes": True})
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    assert document["sent"]
    return document


def asked(client: TestClient, wallet: LocalAccount, action: str, address: Address, **body: Any) -> Any:
    """What is answered to a wallet that asks for an intent."""
    return client.post(f"/api/v1/intents/{action}", json={"wallet": wallet.address, "round": address, **body})


def signed(
    world: World, client: TestClient, wallet: LocalAccount, action: str, address: Address, **body: Any
) -> dict[str, Any]:
    """Ask for an intent, and send what it asks to sign."""
    answer = asked(client, wallet, action, address, **body)
    assert answer.status_code == 200, answer.text
    intent: dict[str, Any] = answer.json()
    assert intent["simulation"]["succeeded"]
    world.sign_and_send(wallet, intent["transaction"])
    return intent
