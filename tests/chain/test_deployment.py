"""Who may do what once the contracts are made, and how our own are told from others."""

import json
from dataclasses import asdict, replace

import pytest
from eth_hash.auto import keccak

from conftest import GOVERNANCE
from quadrille.chain.accounts import account_of
from quadrille.chain.anvil import Anvil
from quadrille.chain.badge_kinds import KINDS, MAKERS
from quadrille.chain.chamber_ballot import CHAMBERS
from quadrille.chain.chamber_rules import FeedbackRules
from quadrille.chain.client import Client
from quadrille.chain.deployment import (
    ISSUER_WEIGHT_PER_WEEK,
    LATER,
    NOBODY,
    OURS,
    Chain,
    GovernanceParameters,
    connect,
    deploy,
    load,
)
from quadrille.chain.signers import signer_for
from quadrille.config import ROLES, Settings
from quadrille.errors import ContractReverted, Misconfigured, Refused, WrongChain
from quadrille.types import Address, Hash32


def role(name: str) -> bytes:
    return bytes(32) if name == "DEFAULT_ADMIN_ROLE" else keccak(name.encode())


def holders(world, name: str) -> set[str]:
    """Everybody who has this role of the treasury, from all that was ever granted and taken back."""
    held: set[str] = set()
    events = world.chain.treasury.events("RoleGranted") + world.chain.treasury.events("RoleRevoked")
    for event in sorted(events, key=lambda event: (event.block_number, event.log_index)):
        if event.args["role"] == role(name):
            change = held.add if event.name == "RoleGranted" else held.discard
            change(event.args["account"])
    return held


@pytest.mark.parametrize(
    ("name", "contract"),
    [
        ("DEFAULT_ADMIN_ROLE", "treasury"),
        ("PROPOSER_ROLE", "governor"),
        ("CANCELLER_ROLE", "governor"),
        ("EXECUTOR_ROLE", "governor"),
    ],
)
def test_each_role_of_the_treasury_has_one_holder_and_no_person(world, name, contract):
    expected = getattr(world.chain.deployment, contract)
    assert holders(world, name) == {expected}
    assert world.chain.treasury.read("hasRole", role(name), expected)


@pytest.mark.parametrize("name", ["DEFAULT_ADMIN_ROLE", "PROPOSER_ROLE", "CANCELLER_ROLE", "EXECUTOR_ROLE"])
@pytest.mark.parametrize("key", ROLES)
def test_none_of_our_keys_has_a_role_on_the_treasury(world, name, key):
    assert not world.chain.treasury.read("hasRole", role(name), account_of(world.settings, key).address)


def test_the_deployer_can_neither_move_money_nor_give_itself_the_right(world):
    admin = account_of(world.settings, "admin")
    treasury = world.chain.treasury
    for call in (
        treasury.grant_role("PROPOSER_ROLE", Address(admin.address)),
        treasury.call("schedule", admin.address, 1, b"", bytes(32), bytes(32), 10**6),
        treasury.call("updateDelay", 0),
    ):
        with pytest.raises(ContractReverted, match=r"AccessControl|Timelock"):
            world.chain.client.send_from(admin, call)


def test_issuer_and_voucher_signer_each_have_a_limit_and_nobody_else_may_issue(world):
    badge = world.chain.badge
    assert tuple(badge.kind_of(kind.id) for kind in KINDS) == KINDS
    limits = {event.args["issuer"]: event.args["weightPerWeek"] for event in badge.events("IssuerSet")}
    assert limits == {
        signer_for(world.settings, role).address: ISSUER_WEIGHT_PER_WEEK for role in ("issuer", "voucher")
    }


def test_the_deployer_keeps_nothing_of_the_badge(world):
    """Registrar and guardian are whom the settings name, and nobody when they name nobody."""
    named = [world.somebody().address for _ in range(2)]
    for registrar, guardian in [(None, None), named]:
        settings = world.settings.model_copy(update={"registrar": registrar, "guardian": guardian})
        client = Client(settings)
        admin, *issuers = (signer_for(settings, role) for role in ("admin", "issuer", "voucher"))
        made = Chain(client, deploy(client, admin, [one.address for one in issuers], GovernanceParameters()))
        roles = [made.badge.read(role) for role in ("registrar", "guardian")]
        assert roles == [registrar or NOBODY, guardian or NOBODY]
        assert made.badge.read("governance") == made.treasury.address
        with pytest.raises(ContractReverted, match="NotRegistrar"):
            client.gas_limit(made.badge.set_issuer(admin.address, 1), admin.address)


def test_rounds_are_governed_by_the_treasury_alone_and_leave_it_the_time_to_decide(world):
    factory, treasury = world.chain.round_factory, world.chain.treasury.address
    assert factory.least_decision_seconds() == GOVERNANCE.longest_decision_seconds
    token = Address(world.somebody().address)
    for key in ROLES:
        with pytest.raises(ContractReverted, match="NotGovernance"):
            world.chain.client.gas_limit(factory.allow_token(token, True), signer_for(world.settings, key).address)
    world.chain.client.gas_limit(factory.allow_token(token, True), treasury)


def test_chambers_read_each_other_and_governance_alone_changes_them(world):
    chain = world.chain
    ballots, feedback, affiliations = chain.chamber_ballot, chain.standing_feedback, chain.affiliation_registry
    assert ballots.sources() == (affiliations.address, feedback.address, chain.round_factory.address)
    assert feedback.read("registers") == [ballots.address, affiliations.address]
    assert feedback.maintainers_chamber() == MAKERS
    assert {one.read("badge") for one in (ballots, affiliations, chain.standard_log)} == {chain.badge.address}
    assert chain.standard_log.read("governor") == chain.governor.address
    # The issuer's own badges alone are seats: a voucher is for anybody's work.
    assert {ballots.seat_issuer(one) for one in range(CHAMBERS)} == {signer_for(world.settings, "issuer").address}
    for key in ROLES:
        for call in (ballots.set_feedback(NOBODY), ballots.call("setRules", ballots.rules().as_tuple())):
            with pytest.raises(ContractReverted, match="NotGovernance"):
                chain.client.gas_limit(call, signer_for(world.settings, key).address)
            chain.client.gas_limit(call, chain.treasury.address)


def test_chambers_keep_the_rules_that_they_are_deployed_with(world):
    assert world.chain.chamber_ballot.rules() == GOVERNANCE.chambers
    quorum_bps, least_seats = world.chain.standing_feedback.read("rules")
    assert FeedbackRules(quorum_bps, least_seats) == GOVERNANCE.feedback


@pytest.mark.parametrize("same", ["admin", "issuer"])
def test_nothing_is_deployed_when_two_roles_share_a_key(world, same):
    admin, issuer = (signer_for(world.settings, role) for role in ("admin", "issuer"))
    shared = signer_for(world.settings, same).address
    before = world.chain.client.block()
    with pytest.raises(Refused, match=f"share the key of {shared}"):
        deploy(world.chain.client, admin, [issuer.address, shared], GovernanceParameters())
    assert world.chain.client.block() == before


def test_nothing_is_deployed_while_gas_costs_more_than_our_keys_pay(world):
    client = Client(world.settings.model_copy(update={"max_fee_wei": 10**9}))
    admin, *issuers = (signer_for(world.settings, role) for role in ("admin", "issuer", "voucher"))
    before = client.block()
    with pytest.raises(Refused, match=r"Treasury.constructor would pay \d+ wei .* 1000000000 wei at the most"):
        deploy(client, admin, [one.address for one in issuers], GovernanceParameters())
    assert client.block() == before


def test_a_deployment_file_gives_back_what_was_saved_in_whichever_folder(world, tmp_path):
    path = tmp_path / "a" / "new" / "deployment.json"
    world.chain.deployment.save(path)
    assert load(path) == world.chain.deployment
    assert [file.name for file in path.parent.iterdir()] == ["deployment.json"]


def test_addresses_in_lower_case_are_taken(world, tmp_path):
    path = tmp_path / "deployment.json"
    document = asdict(world.chain.deployment)
    path.write_text(json.dumps({**document, "badge": document["badge"].lower()}))
    assert Chain(world.chain.client, load(path)).badge.address == world.chain.deployment.badge


def test_a_missing_file_says_how_to_get_one(tmp_path):
    with pytest.raises(Misconfigured, match="no deployment file") as refusal:
        load(tmp_path / "none.json")
    assert "quadrille chain deploy" in refusal.value.remedy


def test_a_folder_in_its_place_is_named(tmp_path):
    with pytest.raises(Misconfigured, match="cannot be read"):
        load(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        lambda document: b"",
        lambda document: b"{",
        lambda document: b"\xff",
        lambda document: b"null",
        lambda document: b"[]",
        lambda document: b"[" * 100_000,
        lambda document: json.dumps({**document, "more": 1}).encode(),
        lambda document: json.dumps({**document, "badge": "alice"}).encode(),
        lambda document: json.dumps({**document, "badge": 7}).encode(),
        lambda document: json.dumps({**document, "badge": None}).encode(),
        lambda document: json.dumps({name: document[name] for name in document if name != "badge"}).encode(),
        lambda document: json.dumps({name: document[name] for name in document if name != "chain_id"}).encode(),
    ],
)
def test_a_broken_file_is_named(world, tmp_path, change):
    path = tmp_path / "deployment.json"
    path.write_bytes(change(asdict(world.chain.deployment)))
    with pytest.raises(Misconfigured, match=r"deployment\.json is not a deployment file"):
        load(path)


@pytest.mark.parametrize("first", LATER)
def test_a_file_of_before_there_was_a_contract_says_to_deploy_again(world, tmp_path, first):
    path = tmp_path / "deployment.json"
    missing = LATER[LATER.index(first) :]
    document = {name: value for name, value in asdict(world.chain.deployment).items() if name not in missing}
    path.write_text(json.dumps(document))
    with pytest.raises(Misconfigured, match=f"before there was a {first.replace('_', ' ')}") as refusal:
        load(path)
    assert refusal.value.remedy.startswith("Deploy again")


@pytest.mark.parametrize(
    "other",
    [
        {"chain_id": 10},
        {"chain_id": "31337"},
        {"genesis_hash": Hash32("0x" + "00" * 32)},
    ],
)
def test_a_deployment_of_another_chain_is_refused_and_both_are_named(world, other):
    with pytest.raises(WrongChain, match=r"The deployment is of chain .* with genesis .*, the node has 31337"):
        Chain(world.chain.client, replace(world.chain.deployment, **other))


@pytest.mark.parametrize("name", OURS)
def test_a_contract_that_is_not_there_is_named(world, name):
    empty = replace(world.chain.deployment, **{name: Address("0x" + "11" * 20)})
    with pytest.raises(WrongChain, match=f"There is no {name.replace('_', ' ')} at"):
        Chain(world.chain.client, empty)


def test_a_new_chain_with_the_same_id_is_another_chain(world, tmp_path):
    """Every Anvil has chain id 31337; the genesis tells them apart."""
    with Anvil("--timestamp", "1700000000") as anvil:
        settings = Settings(rpc_url=anvil.url)
        assert Client(settings).chain_id == world.chain.client.chain_id
        with pytest.raises(WrongChain, match="Connect to that chain, or deploy on this one"):
            connect(settings)
