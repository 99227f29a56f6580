"""Who signs for our roles: keys from keystores and settings, doubts refused, nothing secret ever told."""

import json
import logging
import os
import re
import traceback
from pathlib import Path

import pytest
from eth_account import Account
from eth_hash.auto import keccak
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import SecretStr

from conftest import ETHER, KEYSTORE_ROUNDS
from journeys import demo_reviews, quadrille
from quadrille.chain.accounts import unlock
from quadrille.chain.badge import Issue
from quadrille.chain.badge_kinds import REVIEWER
from quadrille.chain.calls import Call
from quadrille.chain.client import Client
from quadrille.chain.deployment import Chain, load
from quadrille.chain.governor import Ballot
from quadrille.chain.signers import KeySigner, signer_for
from quadrille.chain.states import Support
from quadrille.chain.typed_data import ballot_message, signer_of
from quadrille.config import DEVELOPMENT_KEYS, KEY_SETTINGS, ROLES, Settings
from quadrille.errors import ContractReverted, Misconfigured
from quadrille.screening import flow as screening
from quadrille.types import Address, ContributionNumber, Hash32, Timestamp, Wei

DOCUMENT = Path(__file__).parents[2] / "docs" / "signers.md"
KEY, OTHER_KEY = "5e" * 32, "7a" * 32
PASSPHRASE = "Zwölf Boxkämpfer"
PAYEE = Address("0x00000000000000000000000000000000000000F0")
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
"""Of secp256k1 (SEC 2)."""


@pytest.fixture(autouse=True)
def no_keys_of_the_environment(tmp_path, monkeypatch):
    """No `.env` and no key of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in KEY_SETTINGS:
        monkeypatch.delenv(f"QUADRILLE_{name.upper()}", raising=False)


def kept(content: str | bytes, path: Path, mode: int = 0o600) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    path.chmod(mode)
    return path


def keystore(folder: Path, key: str = KEY, passphrase: str = PASSPHRASE, name: str = "key.json") -> Path:
    content = Account.encrypt("0x" + key, passphrase, kdf="pbkdf2", iterations=KEYSTORE_ROUNDS)
    return kept(json.dumps(content), folder / name)


def address(key: str = KEY) -> str:
    return Account.from_key("0x" + key).address


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_its_key_in_a_keystore(tmp_path, monkeypatch, role):
    monkeypatch.setenv(f"QUADRILLE_{role.upper()}_KEYSTORE", str(keystore(tmp_path)))
    monkeypatch.setenv(f"QUADRILLE_{role.upper()}_PASSPHRASE", PASSPHRASE)
    settings = Settings(chain_id=1)
    assert signer_for(settings, role).address == address()
    for other in {*ROLES} - {role}:
        with pytest.raises(Misconfigured, match="Neither"):
            signer_for(settings, other)


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_passphrase_is_a_line_of_a_file(tmp_path, end):
    passphrase = f"  {PASSPHRASE} "
    words = kept(passphrase + end, tmp_path / "passphrase")
    store = keystore(tmp_path, passphrase=passphrase)
    settings = Settings(issuer_keystore=store, issuer_passphrase_file=words)
    assert signer_for(settings, "issuer").address == address()


def test_without_a_keystore_the_plain_key_counts_and_without_that_the_public_one_here():
    assert signer_for(Settings(operator_key="0x" + KEY), "operator").address == address()
    assert signer_for(Settings(), "operator").address == address(DEVELOPMENT_KEYS[2][2:])


def test_a_keystore_is_opened_once_for_its_settings_and_anew_for_others(tmp_path):
    store = keystore(tmp_path)
    settings = Settings(admin_keystore=store, admin_passphrase=PASSPHRASE)
    before = settings.model_dump(), repr(settings), Settings(admin_keystore=store, admin_passphrase=PASSPHRASE)
    assert signer_for(settings, "admin").address == address()
    keystore(tmp_path, OTHER_KEY)
    assert signer_for(settings, "admin").address == address()
    assert (settings.model_dump(), repr(settings), settings) == before
    assert signer_for(before[2], "admin").address == address(OTHER_KEY)


def test_settings_that_were_copied_and_changed_have_the_changed_key(tmp_path):
    settings = Settings(admin_keystore=keystore(tmp_path), admin_passphrase=PASSPHRASE)
    assert signer_for(settings, "admin").address == address()
    other = settings.model_copy(update={"admin_keystore": keystore(tmp_path, OTHER_KEY, name="other.json")})
    assert signer_for(other, "admin").address == address(OTHER_KEY)
    assert signer_for(settings, "admin").address == address()


def test_a_key_that_everybody_has_is_refused_elsewhere_from_a_keystore_too(tmp_path):
    store = keystore(tmp_path, DEVELOPMENT_KEYS[7][2:])
    here = Settings(voucher_keystore=store, voucher_passphrase=PASSPHRASE)
    assert signer_for(here, "voucher").address == address(DEVELOPMENT_KEYS[7][2:])
    for elsewhere in (
        Settings(chain_id=10, voucher_keystore=store, voucher_passphrase=PASSPHRASE),
        here.model_copy(update={"chain_id": 10}),
    ):
        with pytest.raises(Misconfigured, match="voucher's key is a public development key, but the chain id is 10"):
            signer_for(elsewhere, "voucher")


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
@pytest.mark.parametrize("what", ["keystore", "passphrase_file"])
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o610, 0o601])
def test_a_file_that_others_may_use_is_refused_with_the_command_that_closes_it(tmp_path, what, mode):
    files = {"keystore": keystore(tmp_path), "passphrase_file": kept(PASSPHRASE, tmp_path / "pass phrase")}
    settings = Settings(**{f"operator_{part}": path for part, path in files.items()})
    files[what].chmod(mode)
    with pytest.raises(Misconfigured, match=f"QUADRILLE_OPERATOR_{what.upper()}.* mode {mode:04o}") as refusal:
        signer_for(settings, "operator")
    assert os.waitstatus_to_exitcode(os.system(refusal.value.remedy.removeprefix("Run: "))) == 0
    assert signer_for(settings, "operator").address == address()


def test_a_file_that_even_its_owner_cannot_write_is_taken(tmp_path):
    store = keystore(tmp_path)
    store.chmod(0o400)
    settings = Settings(operator_keystore=store, operator_passphrase_file=kept(PASSPHRASE, tmp_path / "words", 0o400))
    assert signer_for(settings, "operator").address == address()


def failures(folder: Path) -> dict[str, dict[str, object]]:
    """Every way in which a key cannot be had, by its name, as settings of the issuer."""
    store, words = keystore(folder), kept(PASSPHRASE, folder / "words")
    whole = json.loads(store.read_text())
    return {
        "wrong passphrase": {"keystore": store, "passphrase": PASSPHRASE + "!"},
        "wrong passphrase in the file": {"keystore": store, "passphrase_file": kept(PASSPHRASE * 2, folder / "w2")},
        "the passphrase as the file's name": {"keystore": store, "passphrase_file": PASSPHRASE},
        "the key as the keystore's name": {"keystore": KEY, "passphrase": PASSPHRASE},
        "both far too long for names": {"keystore": KEY * 100, "passphrase_file": PASSPHRASE * 100},
        "missing keystore": {"keystore": folder / "none", "passphrase": PASSPHRASE},
        "missing passphrase file": {"keystore": store, "passphrase_file": folder / "none"},
        "a folder as the keystore": {"keystore": folder, "passphrase": PASSPHRASE},
        "a name with a zero byte": {"keystore": f"{KEY}\0", "passphrase": PASSPHRASE},
        "empty passphrase file": {"keystore": store, "passphrase_file": kept("\n", folder / "w3")},
        "passphrase not UTF-8": {"keystore": store, "passphrase_file": kept(f"{KEY}é".encode("latin1"), folder / "w4")},
        "open passphrase file": {"keystore": store, "passphrase_file": kept(PASSPHRASE, folder / "w5", 0o644)},
        "open keystore": {"keystore": kept(json.dumps(whole), folder / "k1", 0o644), "passphrase": PASSPHRASE},
        "keystore is the bare key": {"keystore": kept(KEY, folder / "k2"), "passphrase_file": words},
        "keystore is the bare key as JSON": {"keystore": kept(f'"{KEY}"', folder / "k3"), "passphrase_file": words},
        "keystore with the bare key in it": {
            "keystore": kept(json.dumps({**whole, "crypto": {"key": KEY}}), folder / "k4"), "passphrase_file": words,
        },
        "keystore cut short": {"keystore": kept(store.read_bytes()[:-20], folder / "k5"), "passphrase": PASSPHRASE},
        "keystore not UTF-8": {"keystore": kept(b"\xff" + KEY.encode(), folder / "k6"), "passphrase": PASSPHRASE},
        "keystore of nothing but brackets": {"keystore": kept("[" * 100_000, folder / "k7"), "passphrase": PASSPHRASE},
        "keystore of another version": {
            "keystore": kept(json.dumps({**whole, "version": 1}), folder / "k8"), "passphrase": PASSPHRASE,
        },
        "key too short": {"key": KEY[:-2]},
        "key with a letter that is no digit": {"key": KEY[:-1] + "g"},
        "key with a space": {"key": f" 0x{KEY} "},
        "key of zeros": {"key": "0" * 64},
        "keystore and key": {"keystore": store, "passphrase": PASSPHRASE, "key": KEY},
        "two passphrases": {"keystore": store, "passphrase": PASSPHRASE, "passphrase_file": words},
        "keystore alone": {"keystore": KEY},
        "passphrase alone": {"passphrase": PASSPHRASE},
        "passphrase beside a key": {"key": KEY, "passphrase": PASSPHRASE},
    }  # fmt: skip


def words_of(problem: BaseException) -> str:
    """All that an error could tell: itself and everything that it was raised from or in, whatever is hidden."""
    texts, waiting = [], [problem]
    while waiting:
        one = waiting.pop()
        texts += [str(one), repr(one), repr(one.args), *traceback.format_exception(one)]
        waiting += [other for other in (one.__cause__, one.__context__) if other is not None]
    return "\n".join(texts)


def test_no_failure_tells_a_key_or_a_passphrase(tmp_path, caplog, subtests):
    caplog.set_level(logging.DEBUG)
    for name, given_ in failures(tmp_path).items():
        with subtests.test(name):
            with pytest.raises(Misconfigured) as refusal:
                signer_for(
                    Settings(chain_id=10, **{f"issuer_{part}": value for part, value in given_.items()}), "issuer"
                )
            assert refusal.value.cause
            assert refusal.value.remedy
            assert "QUADRILLE_ISSUER_" in refusal.value.cause
            told = words_of(refusal.value) + caplog.text
            for secret in (KEY[:-2], "0" * 64, PASSPHRASE, KEY.encode().hex()):
                assert secret.lower() not in told.lower()


@pytest.mark.parametrize("broken", [b"{}", b"null", b"\xff", KEY.encode(), b"[" * 100_000])
def test_a_persons_broken_keystore_tells_nothing_either(tmp_path, broken):
    with pytest.raises(Misconfigured, match=r"key\.json is not a keystore, or the passphrase is wrong") as refusal:
        unlock(kept(broken, tmp_path / "key.json"), PASSPHRASE)
    assert KEY not in words_of(refusal.value)
    assert PASSPHRASE not in words_of(refusal.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 300) | st.floats() | st.text(max_size=8) | st.just("0x1g"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
PLACES = [
    ("version",), ("crypto",), ("crypto", "cipher"), ("crypto", "cipherparams"), ("crypto", "cipherparams", "iv"),
    ("crypto", "ciphertext"), ("crypto", "kdf"), ("crypto", "kdfparams"), ("crypto", "kdfparams", "c"),
    ("crypto", "kdfparams", "dklen"), ("crypto", "kdfparams", "prf"), ("crypto", "kdfparams", "salt"),
    ("crypto", "mac"),
]  # fmt: skip


@hypothesis_settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(PLACES), value=JSON)
def test_a_keystore_with_anything_in_any_place_opens_rightly_or_is_refused(tmp_path, place, value):
    content = json.loads(keystore(tmp_path).read_text())
    inner = content
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    settings = Settings(issuer_keystore=kept(json.dumps(content), tmp_path / "changed"), issuer_passphrase=PASSPHRASE)
    told = ""
    try:
        assert signer_for(settings, "issuer").address
    except Misconfigured as refusal:
        told = words_of(refusal)
    assert KEY not in told


def test_a_signer_prints_its_address_alone(tmp_path):
    settings = Settings(issuer_keystore=keystore(tmp_path), issuer_passphrase=PASSPHRASE)
    signer = signer_for(settings, "issuer")
    for text in (str(signer), repr(signer), repr([signer]), repr(settings), repr(settings.opened_keys)):
        assert KEY not in text
        assert PASSPHRASE not in text
    assert repr(signer) == f"KeySigner({address()})"


FIELDS = st.fixed_dictionaries(
    {
        "type": st.just(2),
        "chainId": st.integers(1, 2**53),
        "nonce": st.integers(0, 2**64 - 2),
        "gas": st.integers(21_000, 2**40),
        "maxFeePerGas": st.integers(0, 2**96),
        "maxPriorityFeePerGas": st.integers(0, 2**64),
        "value": st.integers(0, 2**128),
        "data": st.binary(max_size=80).map(lambda raw: "0x" + raw.hex()),
    },
    optional={"to": st.just(PAYEE)},
)


def documented(key: str = KEY, is_high: bool = True):
    """The signer of docs/signers.md around a KMS of our own, which gives the higher of both `s`."""
    code = re.search(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    names: dict[str, object] = {}
    exec(code[1], names)

    def sign_digest(digest: bytes) -> tuple[int, int]:
        signed = Account.unsafe_sign_hash(digest, "0x" + key)
        return signed.r, (ORDER - signed.s if is_high else signed.s)

    return names["KmsSigner"](Address(address(key)), sign_digest)


@given(fields=FIELDS, is_high=st.booleans())
def test_a_transaction_of_any_fields_is_signed_alike_in_this_process_and_in_a_kms(fields, is_high):
    raw, transaction = KeySigner(Account.from_key(KEY)).sign_transaction(fields)
    assert Account.recover_transaction(raw) == address()
    assert transaction == "0x" + keccak(bytes.fromhex(raw[2:])).hex()
    assert documented(is_high=is_high).sign_transaction(fields) == (raw, transaction)


@given(proposal=st.integers(0, 2**256 - 1), support=st.sampled_from(Support), is_high=st.booleans())
def test_a_typed_message_is_signed_alike_with_the_lower_s(proposal, support, is_high):
    ballot = Ballot(proposal, support, Address(address()), Timestamp(0), Timestamp(2**48 - 1))
    message = ballot_message(1, Address("0x" + "11" * 20), ballot)
    signature = KeySigner(Account.from_key(KEY)).sign_typed_data(message)
    assert signer_of(message, signature) == address()
    assert len(signature) == 2 + 130
    assert int(signature[66:130], 16) <= ORDER // 2
    assert documented(is_high=is_high).sign_typed_data(message) == signature


def test_a_kms_with_another_key_is_noticed():
    signer = documented()
    signer.address = Address(address(OTHER_KEY))
    with pytest.raises(ValueError, match="signed with another key"):
        signer.sign_transaction({"type": 2, "chainId": 1, "nonce": 0, "gas": 21_000, "value": 0, "data": "0x",
                                 "maxFeePerGas": 1, "maxPriorityFeePerGas": 1})  # fmt: skip


def test_a_node_takes_what_a_kms_signed(world):
    signer = documented()
    world.give(signer.address, Wei(ETHER))
    world.chain.client.send_from(signer, Call("payment", PAYEE, "0x", Wei(7)))
    assert world.chain.client.balance_wei(PAYEE) == 7


@pytest.fixture
def codes(session):
    """Claim codes of verified reviews."""
    done = [screening.hand_in_review(session, content, name) for name, content in demo_reviews()]
    return [one.claim_code for one in done if one.claim_code]


def claim(world, session, code, settings=None):
    """A fresh wallet claims; the badge's issuer as the chain has it."""
    chain = Chain(Client(settings or world.settings), world.chain.deployment)
    wallet = world.somebody()
    call, voucher = screening.claim_call(session, chain, code, Address(wallet.address))
    chain.client.send_from(wallet, call)
    return chain.badge.issue_of(voucher.number).args["issuer"]


def issue(world, number=9_999):
    """The issuer gives a badge by a transaction of its own."""
    entry = Issue(ContributionNumber(number), PAYEE, REVIEWER.id, Hash32("0x" + "ab" * 32))
    return world.chain.client.send_from(signer_for(world.settings, "issuer"), world.chain.badge.issue_batch([entry]))


def test_vouchers_are_signed_by_a_role_of_their_own(world, session, codes):
    assert claim(world, session, codes[0]) == signer_for(world.settings, "voucher").address


def test_a_stolen_voucher_key_is_taken_away_alone_and_its_vouchers_with_it(world, session, codes):
    wallet = world.somebody()
    stolen, _ = screening.claim_call(session, world.chain, codes[0], Address(wallet.address))
    voucher_signer = signer_for(world.settings, "voucher").address
    told = quadrille("chain", "issuer", voucher_signer, "--weight-per-week", 0)
    assert (told["issuer"], told["weight_per_week"]) == (voucher_signer, 0)
    with pytest.raises(ContractReverted, match="ContributionBadgeNotIssuer"):
        world.chain.client.send_from(wallet, stolen)
    issue(world)


def test_a_stolen_issuer_key_is_taken_away_alone(world, session, codes):
    quadrille("chain", "issuer", signer_for(world.settings, "issuer").address, "--weight-per-week", 0)
    with pytest.raises(ContractReverted, match="ContributionBadgeNotIssuer"):
        issue(world)
    claim(world, session, codes[0])


def test_a_new_voucher_key_goes_on_from_its_keystore(world, session, codes, tmp_path):
    new = world.settings.model_copy(
        update={"voucher_keystore": keystore(tmp_path), "voucher_passphrase": SecretStr(PASSPHRASE)}
    )
    with pytest.raises(ContractReverted, match="ContributionBadgeNotIssuer"):
        claim(world, session, codes[0], new)
    quadrille("chain", "issuer", address())
    assert claim(world, session, codes[1], new) == address()


def test_nobody_but_the_admin_and_governance_names_issuers(world, monkeypatch):
    world.give(Address(address()), Wei(ETHER))
    monkeypatch.setenv("QUADRILLE_ADMIN_KEY", KEY)
    with pytest.raises(ContractReverted, match="ContributionBadgeNotRegistrar"):
        quadrille("chain", "issuer", address())


def test_contracts_are_deployed_with_issuers_whose_keys_are_elsewhere(world, monkeypatch, tmp_path):
    monkeypatch.setenv("QUADRILLE_DEPLOYMENT_FILE", str(tmp_path / "new.json"))
    # What is broken would be told if it were opened.
    monkeypatch.setenv("QUADRILLE_ISSUER_KEY", "broken")
    monkeypatch.setenv("QUADRILLE_VOUCHER_KEY", "broken")
    quadrille("chain", "deploy", "--issuer", address(), "--voucher", address(OTHER_KEY))
    made = Chain(Client(world.settings), load(tmp_path / "new.json"))
    assert {event.args["issuer"] for event in made.badge.events("IssuerSet")} == {address(), address(OTHER_KEY)}
