"""Signing in with a wallet: what lets a person in, and every way in which nobody gets in."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from eth_abi.abi import encode
from eth_account import Account
from eth_account.messages import encode_defunct, encode_typed_data
from eth_keys.constants import SECPK1_N
from fastapi.testclient import TestClient
from sqlalchemy import func
from sqlmodel import Session, select

from chain.answers import assert_problem
from chain.sign_in import asked_message, signature_of, signed, token_of
from quadrille.app import make_app
from quadrille.chain.client import Client
from quadrille.chain.deployment import Chain
from quadrille.config import Settings
from quadrille.db import make_engine, migrate
from quadrille.people.nonces import make_nonce
from quadrille.people.sign_in_message import MESSAGE_CHARACTERS
from quadrille.people.tables import Person, SignInSession, UsedNonce

SITE = "http://127.0.0.1:8000"


def iso(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def line(text: str, name: str, value: str) -> str:
    """The message with another value in one of its lines."""
    lines = text.split("\n")
    [place] = [number for number, one in enumerate(lines) if one.startswith(f"{name}: ")]
    lines[place] = f"{name}: {value}"
    return "\n".join(lines)


def test_a_wallet_that_signs_the_message_is_let_in(api):
    account = Account.create()
    answer = api.post("/api/v1/sign-in", json=signed(api, account))
    assert answer.status_code == 201
    assert answer.json()["token"] is None
    me = api.get("/api/v1/me").json()
    assert me["person"] == answer.json()["person"]
    assert [wallet["wallet"] for wallet in me["wallets"]] == [account.address]
    assert me["badge_wallet"] is None


def test_the_message_says_in_words_what_is_signed(api):
    account = Account.create()
    lines = asked_message(api, account.address).split("\n")
    assert lines[0] == "127.0.0.1:8000 wants you to sign in with your Ethereum account:"
    assert lines[1] == account.address
    assert lines[3] == "Sign in to Quadrille. This moves no money and costs nothing."
    assert f"URI: {SITE}" in lines
    assert "Chain ID: 31337" in lines


def test_the_same_wallet_is_the_same_person_again(api):
    account = Account.create()
    first = api.post("/api/v1/sign-in", json=signed(api, account)).json()["person"]
    assert api.post("/api/v1/sign-in", json=signed(api, account)).json()["person"] == first
    other = Account.create()
    # Also in the browser in which the first is signed in: two people may share it.
    assert api.post("/api/v1/sign-in", json=signed(api, other)).json()["person"] != first


def test_another_client_s_own_words_are_taken_for_this_site_chain_and_nonce(world, api):
    account = Account.create()
    nonce = make_nonce(world.settings, int(datetime.now(UTC).timestamp()))
    text = (
        f"http://127.0.0.1:8000 wants you to sign in with your Ethereum account:\n{account.address}\n\n\n"
        f"URI: {SITE}/somewhere\nVersion: 1\nChain ID: 31337\nNonce: {nonce}\nIssued At: {iso(0)}\n"
        f"Request ID: 7\nResources:\n- https://example.org/terms"
    )
    answer = api.post("/api/v1/sign-in", json={"message": text, "signature": signature_of(account, text)})
    assert answer.status_code == 201, answer.text


Change = Callable[[str], str]

CHANGED: dict[str, Change] = {
    "another domain": lambda text: text.replace("127.0.0.1:8000 wants", "evil.example wants"),
    "our host without its port": lambda text: text.replace("127.0.0.1:8000 wants", "127.0.0.1 wants"),
    "another port": lambda text: text.replace("127.0.0.1:8000 wants", "127.0.0.1:8001 wants"),
    "a host that ends in ours": lambda text: text.replace("127.0.0.1:8000 wants", "x127.0.0.1:8000 wants"),
    "a host that begins with ours": lambda text: text.replace("127.0.0.1:8000 wants", "127.0.0.1:8000.evil wants"),
    "somebody else at our host": lambda text: text.replace("127.0.0.1:8000 wants", "evil@127.0.0.1:8000 wants"),
    "a host of look-alikes": lambda text: text.replace("127.0.0.1:8000 wants", "\uff11\uff12\uff17.0.0.1:8000 wants"),
    "another scheme": lambda text: "https://" + text,
    "a foreign scheme": lambda text: "ftp://" + text,
    "another URI": lambda text: line(text, "URI", "http://evil.example"),
    "a URI of another port": lambda text: line(text, "URI", "http://127.0.0.1:1"),
    "a URI of another scheme": lambda text: line(text, "URI", "https://127.0.0.1:8000"),
    "a URI with somebody in it": lambda text: line(text, "URI", "http://evil@127.0.0.1:8000"),
    "a URI that is no address": lambda text: line(text, "URI", "nonsense"),
    "a script as URI": lambda text: line(text, "URI", "javascript:alert(1)"),
    "a file as URI": lambda text: line(text, "URI", "file:///etc/passwd"),
    "no URI": lambda text: line(text, "URI", ""),
    "another version": lambda text: line(text, "Version", "2"),
    "a version with a point": lambda text: line(text, "Version", "1.0"),
    "no version": lambda text: text.replace("\nVersion: 1", ""),
    "another chain": lambda text: line(text, "Chain ID", "1"),
    "no chain": lambda text: text.replace("\nChain ID: 31337", ""),
    "chain zero": lambda text: line(text, "Chain ID", "0"),
    "our chain with a zero before it": lambda text: line(text, "Chain ID", "031337"),
    "a negative chain": lambda text: line(text, "Chain ID", "-31337"),
    "our chain in hex": lambda text: line(text, "Chain ID", "0x7a69"),
    "an immense chain": lambda text: line(text, "Chain ID", "9" * 100),
    "a nonce of their own": lambda text: line(text, "Nonce", "12345678"),
    "a nonce of their own in our form": lambda text: line(text, "Nonce", "0" * 54),
    "a nonce with another mark": lambda text: line(text, "Nonce", "f" * 54),
    "a nonce that is too short": lambda text: line(text, "Nonce", "1234567"),
    "a nonce with signs": lambda text: line(text, "Nonce", "'; DROP TABLE--"),
    "no nonce": lambda text: line(text, "Nonce", ""),
    "a time that is none": lambda text: line(text, "Issued At", "yesterday"),
    "no time": lambda text: line(text, "Issued At", ""),
    "a time without a zone": lambda text: line(text, "Issued At", iso(0)[:-1]),
    "a time an hour ago": lambda text: line(text, "Issued At", iso(-3_600)),
    "a time ten minutes ago": lambda text: line(text, "Issued At", iso(-600)),
    "a time in an hour": lambda text: line(text, "Issued At", iso(3_600)),
    "a time before the calendar": lambda text: line(text, "Issued At", "0000-01-01T00:00:00Z"),
    "a time after the calendar": lambda text: line(text, "Issued At", "99999-01-01T00:00:00Z"),
    "a day that is none": lambda text: line(text, "Issued At", "2026-02-30T00:00:00Z"),
    "a leap second": lambda text: line(text, "Issued At", "2026-06-30T23:59:60Z"),
    "an end that has passed": lambda text: line(text, "Expiration Time", iso(-1)),
    "an end that is none": lambda text: line(text, "Expiration Time", "never"),
    "a beginning that has not come": lambda text: text + f"\nNot Before: {iso(3_600)}",
    "a beginning that is none": lambda text: text + "\nNot Before: soon",
    "lines in another order": lambda text: text.replace("Version: 1\nChain ID: 31337", "Chain ID: 31337\nVersion: 1"),
    "a line twice": lambda text: text.replace("Chain ID: 31337", "Chain ID: 31337\nChain ID: 31337"),
    "a line of their own": lambda text: text + "\nAdmin: yes",
    "a statement of two lines": lambda text: text.replace("Sign in to", "Sign\nin to"),
    "a statement that plays a line": lambda text: text.replace("Sign in to Quadrille.", "x\n\nURI: http://evil"),
    "a statement with a control sign": lambda text: text.replace("Sign in to", "Sign\x00in to"),
    "a statement in another script": lambda text: text.replace("Sign in to", "سجل"),
    "Windows' line ends": lambda text: text.replace("\n", "\r\n"),
    "an empty line at the end": lambda text: text + "\n",
    "a space at the end": lambda text: text + " ",
    "a space at the start": lambda text: " " + text,
    "a byte order mark": lambda text: "\ufeff" + text,
    "a zero byte": lambda text: text + "\0",
    "half of it": lambda text: text[: len(text) // 2],
    "nothing but a line": lambda text: text.split("\n")[0],
    "too much of it": lambda text: text.replace("Sign in", "x" * MESSAGE_CHARACTERS),
    "too many resources": lambda text: text + "\nResources:" + "\n- https://a.example" * 60,
    "a resource that is none": lambda text: text + "\nResources:\n- not an address",
    "a JSON document": lambda text: json.dumps({"message": text}),
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED.keys())
def test_a_message_that_is_not_for_us_now_lets_nobody_in(api, change):
    account = Account.create()
    text = change(asked_message(api, account.address))
    # Signed as it is: the signature is right, and must not be enough.
    answer = api.post("/api/v1/sign-in", json={"message": text, "signature": signature_of(account, text)})
    assert answer.status_code in (403, 422), answer.text
    assert_problem(answer, answer.status_code)
    assert "set-cookie" not in answer.headers
    assert api.get("/api/v1/me").status_code == 401


def test_a_change_that_matters_to_nobody_is_taken():
    """Else the table above would prove nothing: an unchanged message is let in, by the first test."""
    assert len(CHANGED) + len(FORGED) >= 60


ADDRESSES: dict[str, Change] = {
    "in lower case": str.lower,
    "in upper case": lambda address: "0x" + address[2:].upper(),
    "mistyped": lambda address: address.swapcase().replace("0X", "0x"),
    "without 0x": lambda address: address[2:],
    "too short": lambda address: address[:-1],
    "too long": lambda address: address + "0",
    "a name": lambda _: "vitalik.eth",
}


@pytest.mark.parametrize("change", ADDRESSES.values(), ids=ADDRESSES.keys())
def test_an_address_that_is_not_in_its_one_form_lets_nobody_in(api, change):
    account = Account.from_key("0x" + "7" * 64)
    text = asked_message(api, account.address).replace(account.address, change(account.address))
    answer = api.post("/api/v1/sign-in", json={"message": text, "signature": signature_of(account, text)})
    assert_problem(answer, 422)


def high_s(signature: str) -> str:
    """The same signature with the other s, which recovers the same key where nobody looks (EIP-2)."""
    raw = bytes.fromhex(signature[2:])
    s = SECPK1_N - int.from_bytes(raw[32:64])
    return "0x" + (raw[:32] + s.to_bytes(32) + bytes([55 - raw[64]])).hex()


def compact(signature: str) -> str:
    """The same signature in 64 bytes (EIP-2098)."""
    raw = bytes.fromhex(signature[2:])
    both = int.from_bytes(raw[32:64]) | ((raw[64] - 27) << 255)
    return "0x" + (raw[:32] + both.to_bytes(32)).hex()


FORGED: dict[str, Change] = {
    "a high s": high_s,
    "a compact one": compact,
    "another recovery": lambda signature: signature[:-2] + ("1b" if signature.endswith("1c") else "1c"),
    "another recovery without 27": lambda signature: signature[:-2] + ("00" if signature.endswith("1c") else "01"),
    "a recovery of 35": lambda signature: signature[:-2] + "23",
    "no recovery": lambda signature: signature[:-2],
    "a byte more": lambda signature: signature + "00",
    "zeros": lambda _: "0x" + "00" * 65,
    "ones": lambda _: "0x" + "ff" * 65,
    "r of zero": lambda signature: "0x" + "00" * 32 + signature[66:],
    "s of zero": lambda signature: signature[:66] + "00" * 32 + signature[-2:],
    "r of the order": lambda signature: "0x" + SECPK1_N.to_bytes(32).hex() + signature[66:],
    "nothing": lambda _: "0x",
    "a wrapper with nothing in it (ERC-6492)": lambda _: "0x" + "6492" * 16,
    "a wrapper around it that deploys nothing": lambda signature: wrapped("0x" + "11" * 20, b"", signature),
    "a wrapper that calls a contract of ours": lambda signature: wrapped("0x" + "22" * 20, b"\x12\x34", signature),
    "ten kilobytes": lambda _: "0x" + "ab" * 10_000,
}


def wrapped(factory: str, call: bytes, signature: str) -> str:
    content = encode(["address", "bytes", "bytes"], [factory, call, bytes.fromhex(signature[2:])])
    return "0x" + content.hex() + "6492" * 16


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
def test_a_signature_in_any_other_form_lets_nobody_in(api, forge):
    account = Account.create()
    text = asked_message(api, account.address)
    signature = forge(signature_of(account, text))
    answer = api.post("/api/v1/sign-in", json={"message": text, "signature": signature})
    assert_problem(answer, 422 if len(signature) > 16_386 else 403)


def test_a_hardware_wallet_may_leave_out_the_27(api):
    account = Account.create()
    text = asked_message(api, account.address)
    signature = signature_of(account, text)
    bare = signature[:-2] + ("00" if signature.endswith("1b") else "01")
    assert api.post("/api/v1/sign-in", json={"message": text, "signature": bare}).status_code == 201


def test_somebody_else_s_signature_lets_nobody_in(api):
    account, other = Account.create(), Account.create()
    text = asked_message(api, account.address)
    theirs = signature_of(other, text)
    assert_problem(api.post("/api/v1/sign-in", json={"message": text, "signature": theirs}), 403)
    of_another_text = signature_of(account, text + " ")
    assert_problem(api.post("/api/v1/sign-in", json={"message": text, "signature": of_another_text}), 403)
    raw = account.unsafe_sign_hash(b"\x01" * 32).signature.to_0x_hex()
    assert_problem(api.post("/api/v1/sign-in", json={"message": text, "signature": raw}), 403)


def test_typed_data_that_reads_like_the_message_lets_nobody_in(api):
    account = Account.create()
    text = asked_message(api, account.address)
    message = {
        "types": {"EIP712Domain": [{"name": "name", "type": "string"}], "Login": [{"name": "text", "type": "string"}]},
        "primaryType": "Login",
        "domain": {"name": "Quadrille"},
        "message": {"text": text},
    }
    signature = account.sign_message(encode_typed_data(full_message=message)).signature.to_0x_hex()
    assert_problem(api.post("/api/v1/sign-in", json={"message": text, "signature": signature}), 403)
    as_hex = account.sign_message(encode_defunct(hexstr=text.encode().hex())).signature.to_0x_hex()
    # A wallet that is handed the text as bytes signs the same: that one is right.
    assert api.post("/api/v1/sign-in", json={"message": text, "signature": as_hex}).status_code == 201


def test_a_message_that_was_used_lets_nobody_in_again(api):
    request = signed(api, Account.create())
    assert api.post("/api/v1/sign-in", json=request).status_code == 201
    for _ in range(3):
        assert "used" in assert_problem(api.post("/api/v1/sign-in", json=request), 403)["cause"]


def test_a_failed_try_does_not_use_the_message_up(api):
    account = Account.create()
    request = signed(api, account)
    forged = {**request, "signature": "0x" + "ab" * 65}
    assert_problem(api.post("/api/v1/sign-in", json=forged), 403)
    assert api.post("/api/v1/sign-in", json=request).status_code == 201


def test_a_nonce_of_another_server_lets_nobody_in(world, api, tmp_path):
    elsewhere = world.settings.model_copy(update={"secret_file": tmp_path / "other"})
    account = Account.create()
    text = line(asked_message(api, account.address), "Nonce", make_nonce(elsewhere, int(datetime.now(UTC).timestamp())))
    answer = api.post("/api/v1/sign-in", json={"message": text, "signature": signature_of(account, text)})
    assert "not given by this server" in assert_problem(answer, 403)["cause"]


def test_an_old_nonce_in_a_new_message_lets_nobody_in(world, api):
    account = Account.create()
    old = make_nonce(world.settings, int(datetime.now(UTC).timestamp()) - 600)
    text = line(asked_message(api, account.address), "Nonce", old)
    answer = api.post("/api/v1/sign-in", json={"message": text, "signature": signature_of(account, text)})
    assert "older than 10 minutes" in assert_problem(answer, 403)["cause"]


def test_to_ask_for_messages_writes_nothing(world, api, session):
    for _ in range(200):
        asked_message(api, Account.create().address)
    for table in (UsedNonce, SignInSession, Person):
        assert session.exec(select(func.count()).select_from(table)).one() == 0


REPLAYS, AT_ONCE = 1_000, 16


def test_of_a_thousand_replays_at_once_one_is_let_in(world, database_url, monkeypatch):
    monkeypatch.setenv("QUADRILLE_DATABASE_URL", database_url)
    settings = Settings(sign_ins_per_minute=10 * REPLAYS)
    migrate(database_url)
    app = make_app(settings, Chain(Client(settings), world.chain.deployment))
    with TestClient(app) as client, ThreadPoolExecutor(AT_ONCE) as threads:
        request = signed(client, Account.create())
        answers = threads.map(lambda _: client.post("/api/v1/sign-in", json=request).status_code, range(REPLAYS))
        counted = sorted(answers)
    assert counted == [201] + [403] * (REPLAYS - 1)
    engine = make_engine(database_url)
    with Session(engine) as session:
        for table in (UsedNonce, SignInSession, Person):
            assert session.exec(select(func.count()).select_from(table)).one() == 1
    engine.dispose()


def test_a_program_gets_a_token_and_no_cookie(api):
    account = Account.create()
    answer = api.post("/api/v1/sign-in", json={**signed(api, account), "keep": "token"})
    assert "set-cookie" not in answer.headers
    token = answer.json()["token"]
    assert api.get("/api/v1/me").status_code == 401
    assert api.get("/api/v1/me", headers={"authorization": f"Bearer {token}"}).status_code == 200
    assert api.get("/api/v1/me", headers={"authorization": f"Bearer {token}x"}).status_code == 401


def test_the_database_alone_signs_nobody_in(world, api, session):
    token = token_of(api, Account.create())
    kept = session.exec(select(SignInSession)).one()
    assert token not in str(kept.model_dump())
    assert_problem(api.get("/api/v1/me", headers={"authorization": f"Bearer qs_{kept.token_hash}"}), 401)
