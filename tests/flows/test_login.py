"""Signing in from the command line, and what a server cannot have signed by it."""

import json
import time

import pytest
from eth_account import Account

from journeys import exit_code, quadrille
from quadrille.errors import BadInput, NotAllowed, QuadrilleError, Refused
from quadrille.people.login_command import _checked
from quadrille.people.sign_in_message import Site, write_message
from quadrille.saved_sessions import forget_session, save_session, saved_session
from quadrille.types import Timestamp


@pytest.fixture(autouse=True)
def state_folder(monkeypatch, tmp_path):
    """A person's own folder, which is nobody's else."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def test_a_key_file_signs_in_and_out(world, site, state_folder):
    account = world.somebody()
    done = quadrille("login", "--server", site, "--keystore", world.keystore(account))
    assert done["server"] == site
    file = state_folder / "quadrille" / "sessions.json"
    assert done["kept_in"] == str(file)
    assert file.stat().st_mode & 0o077 == 0
    assert list(json.loads(file.read_text())) == [site]
    token = saved_session(site)
    assert quadrille("logout", "--server", site) == {"server": site, "is_signed_in": False}
    assert saved_session(site) is None
    # The server forgot it too.
    save_session(site, token)
    assert exit_code("logout", "--server", site) == 5
    assert exit_code("logout", "--server", site) == 5


def test_the_session_goes_along_to_its_own_server_and_no_other(world, site):
    account = world.somebody()
    quadrille("login", "--server", site, "--keystore", world.keystore(account))
    assert saved_session(site + "/") == saved_session(site)
    assert saved_session(site.replace("127.0.0.1", "localhost")) is None
    assert saved_session("https://evil.example") is None


@pytest.mark.parametrize("server", ["http://quadrille.example", "http://10.0.0.1:8000", "http://127.0.0.1.example"])
def test_a_session_is_never_kept_for_a_server_that_is_asked_in_the_open(server):
    with pytest.raises(Refused, match="anybody could read"):
        save_session(server, "qs_x")


def test_a_file_that_was_changed_is_named(state_folder):
    file = state_folder / "quadrille" / "sessions.json"
    file.parent.mkdir(parents=True)
    for content in ("{", "[]", '{"a": 1}', "\xff"):
        file.write_bytes(content.encode("latin-1"))
        with pytest.raises(QuadrilleError, match=r"sessions\.json"):
            saved_session("https://quadrille.example")


def test_what_is_not_kept_is_forgotten_quietly():
    forget_session("https://quadrille.example")


WALLET = Account.create().address
HERE = Site("https://quadrille.example", 31_337)


def now():
    return Timestamp(int(time.time()))


@pytest.mark.parametrize(
    ("site", "wallet", "age_seconds", "error"),
    [
        (Site("https://other.example", 1), WALLET, 0, NotAllowed),
        (HERE, WALLET, 700, NotAllowed),
        (HERE, Account.create().address, 0, Refused),
    ],
    # Wallets are other ones in every process, and workers have to agree on what there is to test.
    ids=["another site", "too old", "another wallet"],
)
def test_only_a_message_for_this_server_and_this_wallet_is_signed(site, wallet, age_seconds, error):
    text = write_message(site, wallet, "0" * 54, Timestamp(now() - age_seconds))
    with pytest.raises(error):
        _checked("https://quadrille.example", WALLET, text)


@pytest.mark.parametrize("text", [None, "", "Send me everything"])
def test_what_is_no_message_is_not_signed(text):
    with pytest.raises(BadInput):
        _checked("https://quadrille.example", WALLET, text)


def test_the_right_message_is_signed_letter_for_letter():
    text = write_message(HERE, WALLET, "0" * 54, now())
    assert _checked("https://quadrille.example/", WALLET, text) == text
