"""Settings: what is read, what is refused, and that no secret is ever told."""

import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.chain.accounts import account_of
from quadrille.config import (
    DEFAULT_FINALITY_BLOCKS,
    DEVELOPMENT_CHAIN_ID,
    DEVELOPMENT_KEYS,
    KEY_SETTINGS,
    ROLES,
    TOKEN_CHARACTERS,
    Settings,
)
from quadrille.errors import Misconfigured

EXAMPLE = Path(__file__).parents[2] / ".env.example"
OWN_KEY = "0x" + "5e" * 32
SECRETS = ("admin_key", "issuer_passphrase", "operator_key", "operator_token", "voucher_key")


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    """No `.env` and no variable of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"QUADRILLE_{name.upper()}", raising=False)
    return tmp_path


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("key", [DEVELOPMENT_KEYS[0], DEVELOPMENT_KEYS[-1]])
@pytest.mark.parametrize("written", [str, str.upper, lambda key: key[2:], lambda key: "0x" + key[2:].upper()])
def test_a_key_that_everybody_has_is_refused_on_every_chain_but_the_local_one(role, key, written):
    given_key = {f"{role}_key": written(key)}
    Settings(chain_id=DEVELOPMENT_CHAIN_ID, **given_key)
    with pytest.raises(Misconfigured, match=f"QUADRILLE_{role.upper()}_KEY is a public development key") as refusal:
        Settings(chain_id=1, **given_key)
    assert key[2:].lower() not in str(refusal.value).lower()


def test_a_key_of_ones_own_is_taken_on_every_chain():
    assert Settings(chain_id=1, operator_key=OWN_KEY).key_of("operator").get_secret_value() == OWN_KEY


@pytest.mark.parametrize("role", ROLES)
def test_without_a_key_the_local_chain_takes_a_public_one_and_others_say_what_to_set(role):
    assert Settings().key_of(role).get_secret_value() in DEVELOPMENT_KEYS
    ours = f"QUADRILLE_{role.upper()}"
    with pytest.raises(Misconfigured, match=f"Neither {ours}_KEYSTORE nor {ours}_KEY is set") as refusal:
        Settings(chain_id=10).key_of(role)
    assert refusal.value.remedy


def test_the_development_keys_of_earlier_roles_stay_what_they_were():
    keys = [Settings().key_of(role).get_secret_value() for role in ("admin", "issuer", "operator", "voucher")]
    assert keys == list(DEVELOPMENT_KEYS[:4])


KEY, STORE, WORDS = {"key": OWN_KEY}, {"keystore": Path("key.json")}, {"passphrase": "hunter2"}
FILE = {"passphrase_file": Path("passphrase")}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("given", [{}, KEY, {**STORE, **WORDS}, {**STORE, **FILE}])
def test_one_clear_source_of_a_key_is_taken(role, given):
    settings = Settings(**{f"{role}_{part}": value for part, value in given.items()})
    assert {part for part in ("keystore", "key") if getattr(settings, f"{role}_{part}")} == {*given} & {
        "keystore",
        "key",
    }


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("given", "doubt"),
    [
        ({**STORE, **WORDS, **KEY}, "_KEYSTORE and {R}_KEY are both set"),
        ({**STORE, **WORDS, **FILE}, "_PASSPHRASE_FILE and {R}_PASSPHRASE are both set"),
        (STORE, "_KEYSTORE is set without its passphrase"),
        (WORDS, "_PASSPHRASE is set without {R}_KEYSTORE"),
        (FILE, "_PASSPHRASE_FILE is set without {R}_KEYSTORE"),
        ({**KEY, **WORDS}, "_PASSPHRASE is set without {R}_KEYSTORE"),
        ({**KEY, **FILE}, "_PASSPHRASE_FILE is set without {R}_KEYSTORE"),
    ],
)
def test_a_key_in_doubt_is_refused_with_the_names_of_both_settings(role, given, doubt):
    ours = f"QUADRILLE_{role.upper()}"
    with pytest.raises(Misconfigured, match=ours + doubt.replace("{R}", ours)) as refusal:
        Settings(**{f"{role}_{part}": value for part, value in given.items()})
    told = "".join(traceback.format_exception(refusal.value))
    assert OWN_KEY[2:] not in told
    assert "hunter2" not in told


def test_two_sources_are_in_doubt_also_when_one_is_in_the_file_and_one_in_the_environment(empty_folder, monkeypatch):
    (empty_folder / ".env").write_text(f"QUADRILLE_ISSUER_KEY={OWN_KEY}\n")
    monkeypatch.setenv("QUADRILLE_ISSUER_KEYSTORE", "key.json")
    monkeypatch.setenv("QUADRILLE_ISSUER_PASSPHRASE", "hunter2")
    with pytest.raises(Misconfigured, match="QUADRILLE_ISSUER_KEYSTORE and QUADRILLE_ISSUER_KEY are both set"):
        Settings()


def test_every_setting_of_a_key_is_named_for_those_who_set_none():
    ends = ("_keystore", "_passphrase_file", "_passphrase", "_key")
    # The contact key is a public one, and no role's.
    assert {*KEY_SETTINGS, "contact_key"} == {name for name in Settings.model_fields if name.endswith(ends)}


def test_the_roles_have_different_keys_on_the_local_chain():
    assert len({Settings().key_of(role).get_secret_value() for role in ROLES}) == len(ROLES)


def test_no_secret_is_in_what_settings_print():
    settings = Settings(issuer_keystore="key.json", **dict.fromkeys(SECRETS, OWN_KEY))
    sources = [settings.key_source_of(role) for role in ROLES]
    for text in (repr(settings), str(settings), f"{settings.model_dump()}", settings.model_dump_json(), repr(sources)):
        assert OWN_KEY[2:] not in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"chain_id": "abc"},
        {"chain_id": 0},
        {"chain_id": -1},
        {"finality_blocks": -1},
        {"operator_token": "hunter2"},
        {"admin_key": ["hunter2"]},
        {"voucher_keystore": ["hunter2"]},
        {"max_fee_wei": 0},
        {"minimum_balance_wei": -1},
        {"also_receivers": "alice"},
        {"rpc_url": None},
    ],
)
def test_a_wrong_setting_is_named_and_no_secret_told_even_in_the_traceback(wrong):
    with pytest.raises(Misconfigured) as refusal:
        Settings(**{"issuer_key": OWN_KEY, **wrong})
    assert f"QUADRILLE_{next(iter(wrong)).upper()}: " in refusal.value.cause
    assert (refusal.value.__cause__, refusal.value.__context__) == (None, None)
    told = "".join(traceback.format_exception(refusal.value))
    assert "hunter2" not in told
    assert OWN_KEY[2:] not in told


@pytest.mark.parametrize("key", ["0x12", "hunter2", "0x" + "00" * 32, "0x" + "ff" * 32, "0x" + "zz" * 32, "é" * 32])
def test_what_is_no_private_key_is_refused_without_being_told(key):
    with pytest.raises(Misconfigured, match="QUADRILLE_ADMIN_KEY is no private key") as refusal:
        account_of(Settings(admin_key=key), "admin")
    assert key not in "".join(traceback.format_exception(refusal.value))


@pytest.mark.parametrize(
    ("chain_id", "had", "needed"),
    [(DEVELOPMENT_CHAIN_ID, None, 0), (1, None, DEFAULT_FINALITY_BLOCKS), (1, 0, 0), (DEVELOPMENT_CHAIN_ID, 3, 3)],
)
def test_how_deep_a_block_must_lie(chain_id, had, needed):
    assert Settings(chain_id=chain_id, finality_blocks=had).blocks_until_final == needed


def test_a_file_is_read_and_the_environment_wins(empty_folder, monkeypatch):
    (empty_folder / ".env").write_text("QUADRILLE_CHAIN_ID=10\nQUADRILLE_PUBLIC_URL=https://one.example\nOTHER=1\n")
    monkeypatch.setenv("QUADRILLE_PUBLIC_URL", "https://other.example")
    settings = Settings()
    assert (settings.chain_id, settings.public_url) == (10, "https://other.example")


def test_an_empty_line_sets_nothing(empty_folder, monkeypatch):
    (empty_folder / ".env").write_text("QUADRILLE_ADMIN_KEY=\nQUADRILLE_FINALITY_BLOCKS=\n")
    monkeypatch.setenv("QUADRILLE_OPERATOR_TOKEN", "")
    settings = Settings()
    assert (settings.admin_key, settings.finality_blocks, settings.operator_token) == (None, None, None)


def test_a_file_that_is_not_utf8_is_named(empty_folder):
    (empty_folder / ".env").write_bytes(b"QUADRILLE_PUBLIC_URL=caf\xe9\n")
    with pytest.raises(Misconfigured, match=r"\.env is not UTF-8") as refusal:
        Settings()
    # What was caught holds the bytes of the file, and the file holds keys.
    assert refusal.value.__context__ is None


@given(st.text(max_size=TOKEN_CHARACTERS - 1))
def test_a_token_that_could_be_guessed_is_refused(token):
    with pytest.raises(Misconfigured, match="QUADRILLE_OPERATOR_TOKEN"):
        Settings(operator_token=token)


ADDRESSES = ("0x" + "aB" * 20, "0x" + "11" * 20)


@pytest.mark.parametrize("name", ["also_receivers", "also_operators"])
@pytest.mark.parametrize(
    "written", [",".join(ADDRESSES), f" {ADDRESSES[0]} , {ADDRESSES[1]}, ", f'["{ADDRESSES[0]}", "{ADDRESSES[1]}"]']
)
def test_addresses_are_written_with_commas_or_as_json(monkeypatch, written, name):
    monkeypatch.setenv(f"QUADRILLE_{name}".upper(), written)
    assert getattr(Settings(), name) == ADDRESSES


@pytest.mark.parametrize("name", ["also_receivers", "also_operators"])
@pytest.mark.parametrize("written", ["alice", "0x" + "11" * 19, "[", "[1]", '{"a": 1}', "0x" + "11" * 20 + " alice"])
def test_a_receiver_or_an_operator_that_is_no_address_is_refused(monkeypatch, written, name):
    monkeypatch.setenv(f"QUADRILLE_{name}".upper(), written)
    with pytest.raises(Misconfigured, match=f"QUADRILLE_{name}: ".upper()):
        Settings()


def test_settings_cannot_be_changed_later():
    with pytest.raises(ValueError, match="frozen"):
        Settings().chain_id = 1


def example_lines() -> list[str]:
    return [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if line]


def test_the_example_names_every_setting_once_each_after_a_comment():
    lines = example_lines()
    named = [line.partition("=")[0] for line in lines if not line.startswith("#")]
    assert named == [f"QUADRILLE_{name.upper()}" for name in Settings.model_fields]
    assert all(lines[lines.index(line) - 1].startswith("# ") for line in lines if not line.startswith("#"))


def test_the_example_changes_nothing(empty_folder):
    before = Settings()
    (empty_folder / ".env").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert Settings() == before
