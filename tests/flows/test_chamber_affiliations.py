"""Who belongs to a project does not decide on it: said by themselves, alleged by others, disputed, ruled on."""

import pytest

from governed import decide
from journeys import import_demo_projects, quadrille
from quadrille.chain.affiliation_registry import NO_END
from quadrille.chain.badge_kinds import Chamber
from quadrille.chain.chamber_messages import declaration_message
from quadrille.chain.states import AllegationState
from quadrille.chain.typed_data import sign
from quadrille.errors import ContractReverted, NotFound
from quadrille.governance.chambers import affiliating
from quadrille.governance.chambers.naming import project_key
from seat_steps import PROJECT, fill_chambers

DAY = 86_400


@pytest.fixture
def holders(world, session):
    """Five seats of sponsors."""
    import_demo_projects(session)
    return fill_chambers(world, session, (Chamber.SPONSORS,))


def standing(world, session, holder):
    return affiliating.standing_of(session, world.chain, PROJECT, holder.address)


def test_a_wallet_declares_at_no_cost_and_what_it_withdraws_counts_for_a_month(world, session, holders):
    registry, holder = world.chain.affiliation_registry, holders[0]
    meant = affiliating.declaration_for(session, world.chain, PROJECT, holder.address)
    message = declaration_message(world.chain.client.chain_id, registry.address, meant)
    before = world.chain.client.balance_wei(holder.address)
    done = affiliating.declare(session, world.chain, meant, sign(holder.wallet, message))
    assert affiliating.declare(session, world.chain, meant, sign(holder.wallet, message)) == done
    assert world.chain.client.balance_wei(holder.address) == before
    found = standing(world, session, holder)
    assert (found.is_affiliated, found.declared_until, found.known.declared_until) == (True, None, NO_END)
    world.chain.client.send_from(holder.wallet, registry.withdraw(project_key(PROJECT)))
    assert standing(world, session, holder).is_affiliated
    world.pass_time(30 * DAY)
    assert not standing(world, session, holder).is_affiliated


def test_what_nobody_disputes_counts_after_a_week(world, session, holders):
    alleger, accused = holders[:2]
    call = world.chain.affiliation_registry.allege(accused.address, project_key(PROJECT), project_key("evidence"))
    world.chain.client.send_from(alleger.wallet, call)
    found = standing(world, session, accused)
    assert (found.is_affiliated, found.case.state) == (False, AllegationState.ALLEGED)
    world.pass_time(7 * DAY)
    assert standing(world, session, accused).case.state is AllegationState.STANDS
    assert standing(world, session, accused).is_affiliated


@pytest.mark.parametrize("is_upheld", [True, False])
def test_what_is_disputed_is_governance_s_to_rule(world, session, api, holders, is_upheld):
    alleger, accused = holders[:2]
    wish = {"wallet": alleger.address, "project": PROJECT, "accused": accused.address}
    asked = {**wish, "evidence_hash": project_key("evidence")}
    intent = api.post("/api/v1/intents/chamber-allegation", json=asked).json()
    world.sign_and_send(alleger.wallet, intent["transaction"])
    path = f"/api/v1/projects/{PROJECT}/chamber-affiliations/{accused.address}"
    case = api.get(path).json()["case"]
    intent = api.post(f"/api/v1/intents/chamber-dispute/{case}").json()
    request = {**intent["handed_back"], "signature": sign(accused.wallet, intent["typed_data"])}
    assert api.post(intent["complete"], json=request).status_code == 201
    assert api.get(path).json()["state"] == "disputed"
    wallets = [holder.wallet for holder in holders]
    decide(world, session, wallets, affiliating.ruling_actions(world.chain, case, is_upheld))
    found = api.get(path).json()
    assert (found["is_affiliated"], found["state"]) == (is_upheld, "stands" if is_upheld else "dismissed")


def test_the_same_through_the_api(world, api, holders):
    holder = holders[0]
    wish = {"wallet": holder.address, "project": PROJECT}
    intent = api.post("/api/v1/intents/chamber-affiliation/declare", json=wish).json()
    request = {**wish, **intent["handed_back"], "signature": sign(holder.wallet, intent["typed_data"])}
    assert api.post(intent["complete"], json=request).status_code == 201
    intent = api.post("/api/v1/intents/chamber-affiliation/withdraw", json=wish).json()
    world.sign_and_send(holder.wallet, intent["transaction"])
    found = api.get(f"/api/v1/projects/{PROJECT}/chamber-affiliations/{holder.address}").json()
    assert found["is_affiliated"]
    assert found["declared_until"] > world.now()


def test_the_same_on_the_command_line(world, session, holders, tmp_path):
    keys = [world.keystore(holder.wallet) for holder in holders]
    quadrille("chambers", "declare", PROJECT, "--keystore", keys[0])
    quadrille("chambers", "withdraw", PROJECT, "--keystore", keys[0])
    assert quadrille("chambers", "affiliation", PROJECT, holders[0].address)["is_affiliated"]
    evidence = tmp_path / "evidence.txt"
    evidence.write_text("a payroll")
    accused = holders[1].address
    alleged = ("chambers", "allege", accused, PROJECT, "--evidence", evidence, "--keystore")
    case = quadrille(*alleged, keys[2])["case"]
    quadrille("chambers", "dispute", case, "--keystore", keys[1])
    with pytest.raises(ContractReverted, match="NotAuthority"):
        quadrille("chambers", "rule", case, "--upheld", "--keystore", keys[2])
    with pytest.raises(ContractReverted, match="NotAuthority"):
        quadrille("chambers", "lift", case, "--keystore", keys[2])
    proposed = quadrille("chambers", "rule", case, "--dismissed", "--keystore", keys[2], "--propose", "It is not so")
    assert quadrille("governance", "status", proposed["proposal"])["state"] == "pending"
    assert quadrille("chambers", "affiliation", PROJECT, accused)["state"] == "disputed"


def test_a_project_that_is_not_in_the_catalogue_has_nobody(world, session, holders):
    with pytest.raises(NotFound):
        affiliating.standing_of(session, world.chain, "no-such", holders[0].address)
    with pytest.raises(NotFound, match="allegation"):
        affiliating.dispute_intent(world.chain, 7)
