"""Commands with numbers, files and addresses that nobody should give: a clean refusal, and nothing on the chain."""

import json
from dataclasses import asdict, replace

import pytest
from typer.testing import CliRunner

from journeys import open_round
from quadrille.chain import commands as chain_commands
from quadrille.cli import build
from quadrille.errors import Misconfigured, QuadrilleError, Refused

HUGE = str(10**30)
NEGATIVE = "-7"


def outcome(*words: object) -> str:
    """What a command ends with: the class of its expected error, or "usage"; anything else is raised."""
    texts = [str(word) for word in words]
    done = CliRunner().invoke(build(texts[0]), texts)
    if isinstance(done.exception, QuadrilleError):
        return type(done.exception).__name__
    if done.exit_code == 2:
        return "usage"
    raise AssertionError(f"{texts} ended with {done.exit_code}: {done.output}") from done.exception


def test_a_number_that_no_contract_or_database_can_hold_is_refused(world, session, subtests):
    address = open_round(world, session)
    keystore = world.keystore(world.somebody())
    commands = [
        ("badge", "show"),
        ("screening", "invite"),
        ("chain", "advance"),
        ("chain", "deploy", "--voting-delay-seconds"),
        ("chain", "deploy", "--timelock-delay-seconds"),
        ("chain", "deploy", "--proposal-threshold"),
        ("chain", "start", "--port"),
        ("serve", "--port"),
        ("governance", "status"),
        ("governance", "recount"),
        ("governance", "rehearse"),
        ("governance", "replay", "quorum-bps"),
        ("governance", "why-power", address, "--at"),
        ("governance", "propose-revocation", "1", "Gone", "--keystore", keystore, "--reason"),
        ("governance", "propose-issuer", address, "In", "--keystore", keystore, "--weight-per-week"),
        ("governance", "propose-parameter", "maturity", "--keystore", keystore, "Later"),
        ("governance", "queue"),
        ("governance", "execute"),
        ("governance", "propose", "All", "--round", address, "--keystore", keystore, "--amount-wei"),
        ("rounds", "new", "Title", "--closes-at", "9", "--opens-at"),
        ("rounds", "new", "Title", "--opens-at", "9", "--closes-at"),
        ("rounds", "new", "Title", "--opens-at", "1", "--closes-at", "9", "--objection-seconds"),
        ("rounds", "refund", address),
        ("rounds", "push", address, "--most"),
        ("rounds", "extend", address, "--closes-at"),
        ("rounds", "rehearse", "status", address, "--at"),
    ]
    block = world.chain.client.block()
    for command in commands:
        for number in (HUGE, NEGATIVE, "1.5", "٣", ""):
            with subtests.test(f"{' '.join(map(str, command[:2]))} {number}"):
                words = (
                    (*command[:-1], f"{command[-1]}={number}") if command[-1].startswith("--") else (*command, number)
                )
                assert outcome(*words) in {"usage", "BadParameter", "NotFound", "Refused", "ChainError"}
    assert world.chain.client.block() == block


@pytest.mark.parametrize(
    "gift", ["", "=", "wells=", "=1", "wells", "wells=-1", "wells=1.5", f"wells={2**256}", "wells=0"]
)
def test_a_gift_that_is_none_is_refused(world, session, gift):
    words = ("rounds", "donate", open_round(world, session), "--keystore", world.keystore(world.somebody()), gift)
    assert outcome(*words) in {"BadParameter", "NotFound", "usage"}


@pytest.mark.parametrize("address", ["", "alice", "0x", "0x" + "0" * 39 + "1"])
def test_an_address_without_a_round_is_refused_by_every_command_of_a_round(world, address):
    somebody = world.somebody()
    keystore, until = ("--keystore", world.keystore(somebody)), ("--until", "9", "--reason", "x")
    for words in (
        ("rounds", "status", address),
        ("rounds", "calculate", address),
        ("rounds", "bundle", address, "bundle"),
        ("rounds", "persons", address),
        ("rounds", "estimate", address, "x=1"),
        ("rounds", "admit", address, "x", "--reason", "x"),
        ("rounds", "reject", address, "x", "--reason", "x"),
        ("rounds", "payee", address, "x"),
        ("rounds", "fund", address, "1", *keystore),
        ("rounds", "donate", address, "x=1", *keystore),
        ("rounds", "close", address),
        ("rounds", "publish", address),
        ("rounds", "object", address, "--reason", "x"),
        ("rounds", "finalise", address),
        ("rounds", "claim", address, "x", *keystore),
        ("rounds", "push", address),
        ("rounds", "refund", address, "0"),
        ("rounds", "reclaim", address, somebody.address),
        ("rounds", "bond", address, somebody.address),
        ("rounds", "cancel", address),
        ("rounds", "pause", address, *until),
        ("rounds", "hold", address, "x", *until),
        ("verify", "--round", address, "--rpc", world.settings.rpc_url),
    ):
        assert outcome(*words) in {"BadParameter", "WrongChain"}, words
    assert outcome("rounds", "apply", address, "x", "--payee", somebody.address) in {"BadParameter", "NotFound"}


def test_a_wrong_passphrase_or_no_keystore_is_named(world, tmp_path, monkeypatch):
    keystore = world.keystore(world.somebody())
    assert outcome("wallet", "new", keystore) == "Misconfigured"
    assert outcome("wallet", "new", tmp_path / "no" / "such" / "folder.json") == "Misconfigured"
    for content in ("", "{", "[]", "null", '{"version": 4}', '{"version": 3}', '{"version": 3, "crypto": {}}'):
        (tmp_path / "key.json").write_text(content)
        assert outcome("wallet", "show", tmp_path / "key.json") == "Misconfigured", content
    monkeypatch.setenv("QUADRILLE_PASSPHRASE", "wrong")
    assert outcome("wallet", "show", keystore) == "Misconfigured"


def test_a_new_key_is_for_its_owner_s_eyes_and_never_written_over(world, tmp_path):
    path = tmp_path / "key.json"
    done = CliRunner().invoke(build("wallet"), ["wallet", "new", str(path), "--json"])
    assert path.stat().st_mode & 0o777 == 0o600
    address = json.loads(done.stdout)["address"]
    assert json.loads(path.read_text())["address"].lower() == address[2:].lower()
    before = path.read_bytes()
    assert outcome("wallet", "new", path) == "Misconfigured"
    assert path.read_bytes() == before


def test_a_deployment_is_never_written_over(world):
    assert outcome("chain", "deploy") == "Refused"


def test_a_local_chain_does_not_take_the_place_of_a_real_deployment(world, monkeypatch):
    path = world.settings.deployment_file
    real = replace(world.chain.deployment, chain_id=10)
    path.write_text(json.dumps(asdict(real)))
    with pytest.raises(Refused, match="names a deployment on another chain"):
        chain_commands.start(port=0)
    path.write_text("rubbish")
    with pytest.raises(Misconfigured):
        chain_commands.start(port=0)


def test_time_is_moved_on_the_local_chain(world):
    before = world.now()
    done = CliRunner().invoke(build("chain"), ["chain", "advance", "100"])
    assert (done.exit_code, world.now() >= before) == (0, True)
    assert done.output.split()[-1] == str(world.now())
