"""The operator's journey over HTTP, with the wallets of everybody else: what is asked, what is told, what is sent."""

import pytest

from chain.answers import assert_problem
from conftest import ETHER
from journeys import close_round, demo_donations, fill_round, finalise, import_demo_projects, open_round, publish
from quadrille.rounds.bundle.bundle import commitment_of
from quadrille.rounds.opening.gate_list import gate_proof
from quadrille.types import Address, Wei
from round_requests import DAY, done, new_round, signed, told

POOL = Wei(3 * ETHER)


@pytest.fixture
def payees(world, session):
    """A wallet for each project of the demo, with coins for its own transactions."""
    return {slug: world.somebody(ether=1) for slug in import_demo_projects(session)}


@pytest.fixture
def filled(world, session, payees):
    """A round in which every donor of the demo has given, still open."""
    address = open_round(world, session, pool_wei=POOL, guardian=world.operator_address)
    fill_round(world, session, address, payees)
    return address


def test_a_round_from_its_opening_to_the_last_payout(world, operator, api, payees):
    opens_at = world.now() + 60
    answer = operator.post("/api/v1/rounds", json=new_round(opens_at=opens_at, yes=True))
    assert answer.status_code == 201
    address = answer.json()["round"]
    for slug, payee in payees.items():
        signed(world, api, payee, "apply", address, project=slug, payee=payee.address)
        done(operator, address, "reviews", project=slug, admitted=True, reason="a public good")
    sponsor = world.somebody()
    signed(world, api, sponsor, "fund", address, amount_wei=str(POOL))
    world.pass_time_until(opens_at)
    for items in demo_donations().values():
        cart = [{"project": slug, "amount_wei": str(amount_wei)} for slug, amount_wei in items]
        signed(world, api, world.somebody(), "donate", address, items=cart)
    close_round(world, Address(address))

    # The committer's key fixes who counts, the operator's publishes; anybody finds the same result.
    assert done(operator, address, "close")["steps"][0]["step"] == "PublishedRound.commitCoefficients"
    published = done(operator, address, "publish")
    shown = api.get(f"/api/v1/rounds/{address}").json()
    assert (published["root"], published["total_wei"]) == (shown["root"], shown["paid"])
    assert shown["standing"]["root"] == shown["root"]
    assert shown["standing"]["status"] == shown["status"] == "published"
    assert api.get(f"/api/v1/rounds/{address}/verify").json()["projects"] == shown["projects"]
    assert api.get(f"/api/v1/rounds/{address}/bundle/manifest.json").json()["root"] == shown["root"]
    assert "/rounds/1/why/wellspring-map" in api.get(f"/rounds/{address}").text
    for project in shown["projects"]:
        assert f"{int(project['match']):,}" in api.get(f"/rounds/{address}/why/{project['project']}").text

    # After the time for objections everybody is paid, by whoever asks for it.
    world.pass_time(601)
    done(operator, address, "finalise")
    claimed = done(operator, address, "claims", project="wellspring-map")
    assert [step["step"].partition(".")[2] for step in claimed["steps"]] == ["claimDonations", "claimMatching"]
    assert len(done(operator, address, "push", most=2)["steps"]) == -(-len(payees) // 2)
    for slug in payees.keys() - {"wellspring-map"}:
        signed(world, api, world.somebody(), "claim-payout", address, project=slug)
    signed(world, api, world.somebody(), "reclaim", address, account=sponsor.address)
    assert world.chain.client.balance_wei(Address(address)) == 0
    (row,) = api.get("/api/v1/rounds").json()
    stands = {"title": "Learning and water", "mode": "published", "status": "finalised"}
    assert row == {"round": address, "number": 1, **stands}


def test_a_step_tells_what_it_would_do_and_sends_nothing(world, operator, api, filled):
    before = world.chain.client.block()
    opening = operator.post("/api/v1/rounds", json=new_round(opens_at=world.now() + 60))
    assert opening.status_code == 200
    assert opening.json()["config_hash"]
    assert opening.json()["round"] is None
    cancelling = told(operator, filled, "cancel")
    (step,) = cancelling["steps"]
    assert cancelling["sender"] == world.operator_address
    assert cancelling["notices"]
    assert step["to"] == filled
    assert step["data"] == world.chain.round(filled).cancel().data
    assert step["gas"] > 0
    assert int(step["cost_wei"]) >= step["gas"]
    assert step["transaction"] is None
    told(operator, filled, "extend", closes_at=world.chain.round(filled).closes_at() + DAY)
    told(operator, filled, "hold", project="wellspring-map", until=world.now() + DAY, reason="A doubt.")
    told(operator, filled, "pause", until=world.now() + DAY, reason="A flaw.")
    assert world.chain.client.block() == before
    assert len(api.get("/api/v1/rounds").json()) == 1


def test_nothing_of_closing_and_publishing_happens_before_yes(world, session, operator, filled):
    close_round(world, filled)
    told(operator, filled, "close")
    assert not world.settings.bundle_folder.exists()
    done(operator, filled, "close")
    publishing = told(operator, filled, "publish")
    assert int(publishing["root"], 16)
    assert publishing["steps"][0]["block_number"] is None
    assert world.published(filled).publications() == []
    assert [path.suffix for path in (world.settings.bundle_folder / filled).iterdir()] == [".csv"]


def test_who_counts_is_fixed_by_rows(world, session, operator, filled):
    close_round(world, filled)
    donor = world.chain.round(filled).carts()[0][0]
    row = {"wallet": donor, "person": donor, "coefficient_bps": 0, "project": "wellspring-map", "reason": "own project"}
    for wrong in (
        {"person": world.somebody().address},
        {"wallet": world.somebody().address},
        {"project": "no-such-project"},
        {"reason": "two\nlines"},
    ):
        body = {"coefficients": [{**row, **wrong}], "yes": True}
        problem = assert_problem(operator.post(f"/api/v1/rounds/{filled}/close", json=body), 422)
        assert "coefficients.csv" in problem["cause"]
    done(operator, filled, "close", coefficients=[row])
    commitment = world.published(filled).coefficients_commitment()
    assert commitment != commitment_of(())
    refused = operator.post(f"/api/v1/rounds/{filled}/publish", json={"coefficients": []})
    assert commitment in assert_problem(refused, 409)["cause"]
    done(operator, filled, "publish", coefficients=[row])
    assert "own project" in operator.get(f"/api/v1/rounds/{filled}/bundle/coefficients.csv").text


def test_the_same_step_asked_for_again_is_done_once(world, operator, filled):
    close_round(world, filled)
    first = done(operator, filled, "close")
    assert done(operator, filled, "close")["steps"] == first["steps"]
    keyed = {"idempotency-key": "publish once"}
    path, body = f"/api/v1/rounds/{filled}/publish", {"yes": True}
    published = operator.post(path, json=body, headers=keyed)
    again = operator.post(path, json=body, headers=keyed)
    assert published.status_code == again.status_code == 201
    assert again.json() == published.json()
    assert len(world.published(filled).publications()) == 1


def test_a_step_at_the_wrong_time_is_refused_with_a_remedy(world, session, operator, filled):
    def refused(step, status=409, **body):
        problem = assert_problem(operator.post(f"/api/v1/rounds/{filled}/{step}", json=body), status)
        assert problem["remedy"]
        return problem["cause"]

    assert "closes at" in refused("close")
    assert "closes at" in refused("publish")
    assert "wellspring-map" in refused("claims", project="wellspring-map")
    assert "no-such-project" in refused("claims", 404, project="no-such-project")
    assert "no-such-project" in refused("reviews", 404, project="no-such-project", admitted=True, reason="x")
    assert "no matching can be paid" in refused("push")
    assert "99" in refused("refunds", 404, cart=99)
    assert "reclaim" in refused("reclaims", account=world.somebody().address)
    assert "reason" in refused("pause", 422, until=world.now() + 60, reason="a\0b")
    close_round(world, filled)
    assert "cancel" not in refused("extend", closes_at=world.now() + DAY)
    assert (
        f"rounds close {filled}"
        in assert_problem(operator.post(f"/api/v1/rounds/{filled}/publish", json={}), 409)["remedy"]
    )


def test_a_cancelled_round_pays_everybody_back(world, operator, filled):
    round_ = world.chain.round(filled)
    done(operator, filled, "cancel")
    for cart in range(len(round_.carts())):
        done(operator, filled, "refunds", cart=cart)
    for sponsor in round_.sponsors():
        done(operator, filled, "reclaims", account=sponsor)
    assert world.chain.client.balance_wei(filled) == 0
    assert operator.get(f"/api/v1/rounds/{filled}").json()["standing"]["status"] == "cancelled"


def test_the_guardian_s_and_the_operator_s_limits_are_moved(world, operator, filled):
    round_ = world.chain.round(filled)
    later = round_.closes_at() + DAY
    done(operator, filled, "extend", closes_at=later)
    until = world.now() + DAY
    done(operator, filled, "pause", until=until, reason="A flaw.")
    done(operator, filled, "hold", project="wellspring-map", until=until, reason="A doubt.")
    standing = operator.get(f"/api/v1/rounds/{filled}").json()["standing"]
    assert standing["paused_until"] == until
    assert standing["closes_at"] > later
    held = next(row for row in operator.get(f"/api/v1/rounds/{filled}/applications").json() if row["held_until"])
    assert (held["name"], held["held_until"]) == ("wellspring-map", until)


def test_a_plain_round_has_no_publisher_and_can_be_verified(world, session, operator, payees):
    donors = [world.somebody() for _ in range(3)]
    asked = new_round(opens_at=world.now() + 60, mode="plain", persons=[donor.address for donor in donors], yes=True)
    address = operator.post("/api/v1/rounds", json=asked).json()["round"]
    slug, payee = next(iter(payees.items()))
    signed(world, operator, payee, "apply", address, project=slug, payee=payee.address)
    done(operator, address, "reviews", project=slug, admitted=True, reason="a public good")
    signed(world, operator, world.somebody(), "fund", address, amount_wei=str(POOL))
    world.pass_time_until(asked["opens_at"])
    persons = [Address(donor.address) for donor in donors]
    for donor in donors:
        enrol = world.chain.round(address).enrol(donor.address, gate_proof(persons, Address(donor.address)))
        world.chain.client.send_from(donor, enrol)
        cart = [{"project": slug, "amount_wei": str(ETHER)}]
        signed(world, operator, donor, "donate", address, items=cart)
    close_round(world, Address(address))
    for step in ("close", "publish"):
        refused = assert_problem(operator.post(f"/api/v1/rounds/{address}/{step}", json={}), 409)
        assert "keeps its result itself" in refused["cause"]
    for path in ("bundle/manifest.json", "exports/csv", "verify"):
        assert_problem(operator.get(f"/api/v1/rounds/{address}/{path}"), 409)
    world.pass_time(601)
    done(operator, address, "finalise")
    assert operator.get(f"/api/v1/rounds/{address}/verify").json()["is_equal"]
    assert operator.get(f"/api/v1/rounds/{address}").json()["standing"]["mode"] == "plain"
    done(operator, address, "push")


def test_finality_waits_for_its_time(world, session, operator, filled):
    close_round(world, filled)
    publish(world, session, filled)
    early = assert_problem(operator.post(f"/api/v1/rounds/{filled}/finalise", json={"yes": True}), 409)
    assert early["remedy"]
    finalise(world, session, filled)
    assert operator.get(f"/api/v1/rounds/{filled}").json()["standing"]["claims_lapse_at"]
