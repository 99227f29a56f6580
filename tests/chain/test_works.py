"""Works besides reviews: each kind handed in, verified by real signatures, and claimed as a badge of its own kind."""

import json
import shutil
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from chain.answers import assert_problem
from chain.sign_in import bearer
from chain.wallets import deployed
from chain.work_steps import SshKey, file_of, hand_in, know_project, maintainer, remedies, witness
from journeys import demo_reviews, quadrille
from known_works import VECTORS
from quadrille.chain.badge_kinds import CODING, LEVEL_STARTS, MENTORING, REVIEWING, TRANSLATING, WRITING
from quadrille.db import make_engine, writing
from quadrille.errors import BadParameter, MalformedFile, NotAllowed, NotFound, Refused
from quadrille.people.affiliation_rules import Role
from quadrille.people.affiliations import DeclaredBy
from quadrille.people.persons import find_or_add, link_wallet
from quadrille.people.tables import Person
from quadrille.privacy.erasure import erase
from quadrille.screening import contributions, flow
from quadrille.screening.proof import evidence_file, prove, read_evidence
from quadrille.screening.recognising import recognise
from quadrille.screening.tables import Contribution
from quadrille.screening.works import keys
from quadrille.screening.works.tables import ContributorKey, Work, WorkSigner
from quadrille.types import Address, ContributionNumber

HAS_GIT = shutil.which("git") is not None and shutil.which("ssh-keygen") is not None


@pytest.fixture
def maintainers(world, session):
    """Two maintainers by the operator's word, and the project in the catalogue."""
    know_project(session)
    return [maintainer(world, session, name) for name in ("bruno", "chidi")]


@pytest.fixture
def mentee(world, session):
    return witness(world, session, "dalia")


WORK_ROW = {
    "kind": "code",
    "key_hash": "k",
    "project_slug": "x",
    "handed_in_at": 1,
    "document": "{}",
    "salt": "0x",
    "evidence_hash": "0x1",
    "reasons": "[]",
}


def own(session, public_key, name="amina"):
    """A key of the vectors', as if its person had shown it: its private half is nowhere."""
    person = find_or_add(session, name)
    session.add(ContributorKey(person_id=person.id, public_key=public_key, proof="x", added_at=1))
    session.commit()


def by_both(maintainers):
    return [("maintainer", one) for one in maintainers]


def session_at(world, minutes_ago, **changes):
    return {"held_at": world.now() - minutes_ago * 60, "minutes": 60, **changes}


@pytest.fixture
def files(world, session, maintainers, mentee):
    """A good file of each kind."""
    own(session, VECTORS[0]["public_key"])
    one = [("maintainer", maintainers[0])]
    return {
        "translation": file_of(world, "translation", by_both(maintainers)),
        "documentation": file_of(world, "documentation", by_both(maintainers)),
        "code": file_of(world, "code", one),
        "mentoring": file_of(world, "mentoring", [*one, ("mentee", mentee)], **session_at(world, 100)),
    }


CRAFT = {"translation": TRANSLATING, "documentation": WRITING, "code": CODING, "mentoring": MENTORING}


@pytest.mark.parametrize("kind", CRAFT)
def test_each_kind_is_verified_and_claimed_as_a_badge_of_its_own_kind(world, session, api, files, kind):
    done = hand_in(world, session, files[kind])
    assert (done.outcome, remedies(done)) == ("verified", [])
    claimant = world.somebody()
    page = api.get(f"/claim/{done.claim_code}").text
    assert "This badge is yours" in page
    assert "Questions answered" not in page
    call, voucher = flow.claim_call(session, world.chain, done.claim_code, Address(claimant.address))
    world.chain.client.send_from(claimant, call)
    badge = world.chain.badge.badge_of(voucher.number)
    assert (badge.holder, badge.kind, badge.weight) == (claimant.address, CRAFT[kind].levels[0].id, 1)
    shown = api.get(f"/badges/{voucher.number}").text
    assert "Mojaloop" in shown
    assert "for a review of" not in shown
    evidence = read_evidence(evidence_file(done.work), "evidence.json")
    proof = prove(world.chain.badge, voucher.number, evidence)
    assert proof.holds
    assert proof.evidence_hash == done.contribution.evidence_hash


def test_a_work_s_badge_can_be_sent_by_the_issuer(world, session, files):
    done = hand_in(world, session, files["translation"])
    wallet = Address("0x" + "12" * 20)
    number, _ = flow.send_badge(session, world.chain, done.claim_code, wallet)
    assert world.chain.badge.badge_of(number).holder == wallet


@pytest.mark.parametrize("kind", CRAFT)
def test_the_same_again_changes_nothing_and_has_no_claim_code(world, session, files, kind):
    first, again = (hand_in(world, session, files[kind]) for _ in range(2))
    assert (again.work.id, again.claim_code) == (first.work.id, None)
    assert len(session.exec(select(Contribution)).all()) == 1


@pytest.mark.parametrize("kind", ["translation", "code"])
def test_a_work_earns_nothing_for_another_person(world, session, files, maintainers, kind):
    hand_in(world, session, files[kind])
    session.exec(select(ContributorKey)).one().ended_at = 1
    session.commit()
    own(session, VECTORS[0]["public_key"], "thief")
    again = file_of(world, kind, by_both(maintainers), contributor="thief", title="Mine")
    with pytest.raises(Refused, match="earned a badge already"):
        hand_in(world, session, again)
    session.rollback()
    assert len(session.exec(select(Work)).all()) == 1


def test_the_same_text_earns_no_second_badge_as_another_kind(world, session, files, maintainers):
    hand_in(world, session, files["translation"])
    content_hash = json.loads(files["translation"])["content_hash"]
    again = file_of(world, "documentation", by_both(maintainers), content_hash=content_hash)
    with pytest.raises(Refused, match="earned a badge already"):
        hand_in(world, session, again)


@pytest.mark.parametrize("kind", CRAFT)
def test_what_is_not_verified_leaves_nothing_behind_and_can_be_handed_in_again(world, session, files, kind):
    before = len(session.exec(select(Person)).all())
    fields = json.loads(files[kind])
    bad = {**fields, "contributor": "newcomer"}
    done = hand_in(world, session, json.dumps(bad).encode())
    assert done.outcome != "verified"
    assert (done.work, done.contribution, done.claim_code) == (None, None, None)
    assert "too_few_maintainers" in remedies(done)
    assert len(session.exec(select(Person)).all()) == before
    assert session.exec(select(Work)).all() == []
    assert hand_in(world, session, files[kind]).outcome == "verified"


@pytest.mark.parametrize("field", ["project", "contributor", "title", "link", "content_hash"])
def test_a_field_changed_after_signing_is_signed_by_nobody(world, session, files, field):
    other = {
        "project": "another",
        "contributor": "eve",
        "title": "x",
        "link": "https://two.example/fr",
        "content_hash": "0x" + "00" * 32,
    }
    changed = {**json.loads(files["translation"]), field: other[field]}
    done = hand_in(world, session, json.dumps(changed).encode())
    assert remedies(done) == ["too_few_maintainers"]
    assert done.reasons[0]["words"].count("did not sign these words") == 2


def test_a_translation_s_signatures_are_none_of_documentation(world, session, files):
    changed = {**json.loads(files["translation"]), "kind": "documentation"}
    assert remedies(hand_in(world, session, json.dumps(changed).encode())) == ["too_few_maintainers"]


def test_who_calls_themselves_maintainer_is_none(world, session, maintainers):
    others = [
        maintainer(world, session, "eve", by=DeclaredBy.PERSON),
        maintainer(world, session, "funder", role=Role.FUNDER),
        witness(world, session, "nobody"),
    ]
    for other in others:
        content = file_of(world, "translation", by_both([maintainers[0], other]))
        assert remedies(hand_in(world, session, content)) == ["too_few_maintainers"]
    upheld = maintainer(world, session, "goran", by=DeclaredBy.CHALLENGE, role=Role.OWNER)
    assert hand_in(world, session, file_of(world, "translation", by_both([maintainers[0], upheld]))).claim_code


def test_a_maintainer_with_two_wallets_counts_once_and_nobody_for_themselves(world, session, maintainers):
    second = world.somebody()
    link_wallet(session, maintainers[0].person, Address(second.address))
    session.commit()
    twice = [maintainers[0], type(maintainers[0])(maintainers[0].person, second)]
    assert remedies(hand_in(world, session, file_of(world, "translation", by_both(twice)))) == ["too_few_maintainers"]
    own_work = file_of(world, "translation", by_both(maintainers), contributor="bruno")
    assert remedies(hand_in(world, session, own_work)) == ["too_few_maintainers"]
    third = maintainer(world, session, "ivo")
    content = file_of(world, "translation", by_both([maintainers[1], third]), contributor="bruno")
    assert hand_in(world, session, content).outcome == "verified"


def test_a_maintainer_s_wallet_may_be_a_contract(world, session, maintainers):
    owner = world.somebody()
    contract = Address(deployed(world, "OwnedWallet", owner.address).address)
    person = maintainers[1].person
    link_wallet(session, person, contract)
    session.commit()
    fields = json.loads(file_of(world, "translation", by_both([maintainers[0], type(maintainers[1])(person, owner)])))
    fields["proofs"][1]["wallet"] = contract
    assert hand_in(world, session, json.dumps(fields).encode()).outcome == "verified"


def test_the_same_session_handed_in_by_many_at_once_earns_one_badge(postgres_world):
    world, engine = postgres_world, make_engine(postgres_world.settings.database_url)
    with writing(engine) as session:
        witnesses = [("maintainer", maintainer(world, session, "bruno")), ("mentee", witness(world, session, "dalia"))]
        # One mentee and several mentors at the same time: at most one of them was there.
        contents = [
            file_of(world, "mentoring", witnesses, **session_at(world, 200), contributor=f"mentor-{number % 4}")
            for number in range(8)
        ]

    def hand_one_in(content):
        with writing(engine) as own_session:
            return hand_in(world, own_session, content).claim_code

    with ThreadPoolExecutor(8) as threads:
        codes = list(threads.map(hand_one_in, contents))
    with writing(engine) as session:
        assert len(session.exec(select(Work)).all()) == len(session.exec(select(Contribution)).all()) == 1
    assert len([code for code in codes if code]) == 1
    engine.dispose()


def test_sessions_of_one_mentee_do_not_overlap_also_with_other_mentors(world, session, maintainers, mentee):
    witnesses = [("maintainer", maintainers[0]), ("mentee", mentee)]
    first = file_of(world, "mentoring", witnesses, **session_at(world, 300, minutes=60))
    assert hand_in(world, session, first).outcome == "verified"
    for mentor in ("amina", "hana"):
        at = session_at(world, 270, contributor=mentor)
        assert "in_one_place" in remedies(hand_in(world, session, file_of(world, "mentoring", witnesses, **at)))
    other = witness(world, session, "farida")
    # The mentor was there too.
    content = file_of(world, "mentoring", [witnesses[0], ("mentee", other)], **session_at(world, 270))
    assert "in_one_place" in remedies(hand_in(world, session, content))
    later = file_of(world, "mentoring", witnesses, **session_at(world, 200, contributor="hana"))
    assert hand_in(world, session, later).outcome == "verified"


def test_a_mentor_is_not_their_own_mentee(world, session, maintainers):
    mentor = witness(world, session, "amina")
    content = file_of(
        world, "mentoring", [("maintainer", maintainers[0]), ("mentee", mentor)], **session_at(world, 100)
    )
    assert remedies(hand_in(world, session, content)) == ["too_few_mentees"]


@pytest.mark.skipif(not HAS_GIT, reason="git or ssh-keygen is not here; the stored vectors are tried everywhere")
@pytest.mark.parametrize("kind", ["ed25519", "ecdsa"])
def test_a_commit_that_git_signs_now_earns_its_author_a_badge(world, session, maintainers, tmp_path, kind):
    key = SshKey.make(tmp_path / "ssh", kind)
    amina = find_or_add(session, "amina")
    session.commit()
    content = file_of(world, "code", [("maintainer", maintainers[0])], **key.commit())
    assert remedies(hand_in(world, session, content)) == ["signature"]
    row = keys.add_key(session, world.chain, amina, key.sign(keys.words_for(world.chain, amina)))
    assert keys.add_key(session, world.chain, amina, row.proof).id == row.id
    done = hand_in(world, session, content)
    assert done.outcome == "verified"
    assert done.contribution.kind == CODING.levels[0].id


@pytest.mark.skipif(not HAS_GIT, reason="git or ssh-keygen is not here; the stored vectors are tried everywhere")
def test_a_key_is_registered_by_who_has_it_and_for_one_person(world, session, tmp_path):
    key = SshKey.make(tmp_path / "ssh")
    amina, eve = (find_or_add(session, name) for name in ("amina", "eve"))
    session.commit()
    words = keys.words_for(world.chain, amina)
    with pytest.raises(NotAllowed, match="not of the words for eve"):
        keys.add_key(session, world.chain, eve, key.sign(words))
    with pytest.raises(NotAllowed):
        keys.add_key(session, world.chain, amina, key.sign(words, namespace="git"))
    with pytest.raises(BadParameter, match="ssh-keygen"):
        keys.add_key(session, world.chain, amina, VECTORS[0]["public_key"])
    row = keys.add_key(session, world.chain, amina, key.sign(words))
    with pytest.raises(Refused, match="another person's"):
        keys.add_key(session, world.chain, eve, key.sign(keys.words_for(world.chain, eve)))
    session.rollback()
    with pytest.raises(NotFound):
        keys.end_key(session, eve, row.id)
    keys.end_key(session, amina, row.id)
    assert keys.keys_of(session, amina) == frozenset()
    assert keys.add_key(session, world.chain, eve, key.sign(keys.words_for(world.chain, eve))).person_id == eve.id


def test_a_project_that_the_catalogue_does_not_have_has_no_repository(world, session):
    own(session, VECTORS[0]["public_key"])
    one = maintainer(world, session, "bruno")
    done = hand_in(world, session, file_of(world, "code", [("maintainer", one)]))
    assert (done.outcome, remedies(done)) == ("partly", ["repository"])


def test_a_work_does_not_stand_in_the_way_of_a_review_of_the_same_project(world, session, maintainers):
    name, content = next(one for one in demo_reviews() if b"reviewer-amina" in one[1])
    reviewed = flow.hand_in_review(session, content, name)
    assert reviewed.claim_code
    work = file_of(world, "translation", [], project=reviewed.review.project_slug, contributor="reviewer-amina")
    assert remedies(hand_in(world, session, work)) == ["too_few_maintainers"]
    done = hand_in(world, session, file_of(world, "translation", by_both(maintainers), contributor="reviewer-amina"))
    second = file_of(
        world, "documentation", by_both(maintainers), contributor="reviewer-amina", content_hash="0x" + "01" * 32
    )
    # Two works for one project are two badges.
    assert done.claim_code
    assert hand_in(world, session, second).claim_code
    assert [one.number for one in session.exec(select(Contribution).order_by(Contribution.number))] == [1, 2, 3]


def test_levels_are_counted_in_verified_reviews_alone(world, session, maintainers):
    hand_in(world, session, file_of(world, "translation", by_both(maintainers), contributor="amina"))
    answers = {"answer": True, "confidence": 4}
    first = {**answers, "comment": "The licence text stands at https://one.example/licence."}
    second = {**answers, "comment": "Its data can be exported as CSV by whoever signs in."}
    for project in range(LEVEL_STARTS[1]):
        document = {"license": first, "SDG[0]": second, "user": "amina", "timestamp": 1_617_713_695}
        document["project"] = f"project {project}"
        flow.hand_in_review(session, json.dumps(document).encode(), "review.json")
    of_reviews = select(Contribution).where(col(Contribution.review_id).is_not(None))
    found = session.exec(of_reviews.order_by(Contribution.number)).all()
    kinds = [one.kind for one in found]
    assert kinds == [REVIEWING.levels[0].id] * (LEVEL_STARTS[1] - 1) + [REVIEWING.levels[1].id]
    code = contributions.renew_claim_code(session, ContributionNumber(found[-1].number))
    wallet = world.somebody()
    call, voucher = flow.claim_call(session, world.chain, code, Address(wallet.address))
    world.chain.client.send_from(wallet, call)
    assert world.chain.badge.kind_of(world.chain.badge.badge_of(voucher.number).kind).level == 2


def test_who_is_erased_leaves_badge_and_hash_and_no_text_and_the_work_earns_nobody_a_second(world, session, files):
    done = {kind: hand_in(world, session, content) for kind, content in files.items()}
    amina = session.get_one(Person, done["code"].work.person_id)
    counts = erase(session, amina)
    session.commit()
    assert (counts["works"], counts["keys"]) == (4, 1)
    assert all(work.is_erased and not work.salt for work in session.exec(select(Work)))
    with pytest.raises(NotFound, match="evidence of work"):
        evidence_file(session.get_one(Work, done["code"].work.id))
    own(session, VECTORS[0]["public_key"])
    for kind in ("translation", "code"):
        with pytest.raises(Refused, match="earned a badge already"):
            hand_in(world, session, files[kind])
        session.rollback()
    assert "in_one_place" in remedies(hand_in(world, session, files["mentoring"]))


def test_a_witness_who_is_erased_takes_wallet_and_signature_along(world, session, files, maintainers):
    done = hand_in(world, session, files["translation"])
    kept = evidence_file(done.work)
    assert erase(session, maintainers[0].person)["signatures"] == 1
    session.commit()
    rows = {row.person_id: row for row in session.exec(select(WorkSigner))}
    assert (rows[maintainers[0].person.id].wallet, rows[maintainers[0].person.id].signature) == ("", "")
    assert rows[maintainers[1].person.id].wallet == maintainers[1].wallet.address
    # What was sealed holds no signature, and stays as it was.
    session.refresh(done.work)
    assert evidence_file(done.work) == kept
    assert maintainers[0].wallet.address[2:].encode() not in kept


def test_a_witness_does_not_become_the_author_by_the_claim_code(world, session, files, maintainers, mentee):
    done = hand_in(world, session, files["mentoring"])
    for one in (maintainers[0], mentee):
        with pytest.raises(Refused, match="this badge is"):
            recognise(session, done.claim_code, one.person)
        session.rollback()


def test_a_contribution_is_a_review_s_or_a_work_s_and_never_both(session):
    person = find_or_add(session, "amina")
    row = {"person_id": person.id, "project_slug": "x", "kind": 1, "verified_at": 1, "claim_code_hash": "x"}
    name, content = demo_reviews()[0]
    review = flow.hand_in_review(session, content, name).review
    work = Work(**WORK_ROW, person_id=person.id)
    session.add(work)
    session.commit()
    for number, both in enumerate(({}, {"review_id": review.id, "work_id": work.id}), 90):
        session.add(Contribution(number=number, evidence_hash=f"0x{number}", **row, **both))
        with pytest.raises(IntegrityError, match="review_or_work"):
            session.flush()
        session.rollback()


def test_the_operator_hands_in_over_http(world, session, operator, api, files):
    content = files["translation"]
    kinds = {row["kind"]: row for row in api.get("/api/v1/works/kinds").json()}
    assert kinds["translation"]["badge"] == "Translator"
    asked = api.post("/api/v1/intents/attestation", content=content).json()
    assert "bruno" not in json.dumps(asked)
    assert "amina" in asked["maintainer"]["message"]["statement"]
    assert_problem(api.post("/api/v1/works", content=content), 403)
    done = operator.post("/api/v1/works", content=content)
    assert done.status_code == 201, done.text
    assert done.json()["claim_code"]
    listed = operator.get("/api/v1/works").json()
    assert [(row["kind"], row["contributor"], row["contribution"]) for row in listed] == [("translation", "amina", 1)]
    partly = operator.post("/api/v1/works", content=json.dumps({**json.loads(files["code"]), "proofs": []}))
    assert (partly.status_code, partly.json()["outcome"], partly.json()["work"]) == (200, "partly", None)
    flawed = operator.post("/api/v1/works", content=b'{"kind": "translation"}')
    assert "work.json, column" in assert_problem(flawed, 422)["cause"]
    assert_problem(operator.post("/api/v1/works", content=b" " * 300_000), 422)


@pytest.mark.skipif(not HAS_GIT, reason="git or ssh-keygen is not here")
def test_a_signed_in_person_registers_and_ends_their_key_over_http(world, api, tmp_path):
    key = SshKey.make(tmp_path / "ssh")
    api.headers = bearer(api, world.somebody())
    words = api.get("/api/v1/me/keys").json()["words"]
    added = api.post("/api/v1/me/keys", json={"signature": key.sign(words)})
    assert added.status_code == 201, added.text
    number = added.json()["key"]
    assert api.delete(f"/api/v1/me/keys/{number}").json()["ended_at"] is not None
    assert_problem(api.delete(f"/api/v1/me/keys/{number}"), 404)
    assert_problem(api.post("/api/v1/me/keys", json={"signature": "x"}), 422)


def test_the_journey_on_the_command_line(world, session, files, maintainers, tmp_path):
    file = tmp_path / "work.json"
    file.write_bytes(files["code"])
    assert {row["kind"] for row in quadrille("screening", "work", "kinds")} == set(CRAFT)
    asked = quadrille("screening", "work", "words", file)
    assert asked["maintainer"]["primaryType"] == "Attestation"
    with pytest.raises(MalformedFile, match="code, not translation"):
        quadrille("screening", "work", "hand-in", file, "--kind", "translation")
    with pytest.raises(BadParameter, match="gardening"):
        quadrille("screening", "work", "hand-in", file, "--kind", "gardening")
    done = quadrille("screening", "work", "hand-in", file, "--kind", "code")
    assert (done["verdict"], done["contribution"]) == ("verified", 1)
    assert [row["contribution"] for row in quadrille("screening", "work", "list")] == [1]
    (key,) = quadrille("screening", "work", "keys", "amina")
    assert key["public_key"] == VECTORS[0]["public_key"]
    assert "amina" in quadrille("screening", "work", "add-key", "amina")["words"]
    assert quadrille("screening", "work", "end-key", "amina", key["key"])["ended_at"] <= time.time()
    keystore = world.keystore(world.somebody())
    claimed = quadrille("badge", "claim", done["claim_code"], "--keystore", keystore)
    assert quadrille("badge", "show", claimed["badge"])["kind_name"] == "Developer"
