"""The panel: from an assigned reviewer to a decision and a badge.

Read it as the tutorial; what must not happen follows below.
"""

import json

import pytest
from sqlmodel import col, select

from journeys import exit_code, quadrille
from panel_steps import (
    NO_AUDITS,
    PROJECT,
    drawn,
    evidence_for,
    fill,
    now,
    offered,
    opened,
    panel_signals,
    reviewers,
    submit,
    submit_by_wallet,
    tick,
)
from quadrille.chain.typed_data import signer_of, typed_digest
from quadrille.errors import BadParameter, NotAllowed, NotFound, Refused
from quadrille.people.affiliation_rules import read_claim
from quadrille.people.affiliations import DeclaredBy, declare
from quadrille.people.persons import find_or_add
from quadrille.privacy.erasure import erase
from quadrille.screening import flow
from quadrille.screening.judging.consensus import LEAST_TASKS
from quadrille.screening.judging.panel import PanelRule
from quadrille.screening.panels import confirming, doubting, drafts, experts, preparing, profiles, seats, submitting
from quadrille.screening.panels.assignment import lot
from quadrille.screening.panels.claiming import own_claim_code
from quadrille.screening.panels.clock import rule_of
from quadrille.screening.panels.closing import due_panels
from quadrille.screening.panels.gold import Gold, keep_gold
from quadrille.screening.panels.kept import read_document
from quadrille.screening.panels.opening import open_panel
from quadrille.screening.panels.reading import (
    candidates_of,
    panel_of,
    refuse_sealed,
    seat_of,
    seats_of,
    standing_steps,
    steps_of,
)
from quadrille.screening.panels.receipts import receipt_of
from quadrille.screening.panels.reliability import learned_rates
from quadrille.screening.panels.rules import PanelRules
from quadrille.screening.panels.seats import SeatState
from quadrille.screening.panels.tables import Confirmation, DraftAnswer, PanelStep, ReviewAudit
from quadrille.screening.process.reading import decisions_of, standing_decisions
from quadrille.screening.process.rights import name_expert
from quadrille.screening.receipts.commitments import Committed, is_included
from quadrille.screening.receipts.log import proof_of
from quadrille.screening.receipts.signing import require_signed
from quadrille.screening.receipts.tables import CommittedReview
from quadrille.screening.review_file import evidence_hash
from quadrille.screening.tables import Review
from quadrille.types import Address

DAY = 86_400


def command(session, *words):
    """A command's JSON; what this session has begun would keep it waiting."""
    session.commit()
    return quadrille(*words)


def test_a_nominee_from_its_lot_to_its_decision_and_a_reviewer_to_their_badge(world, session):
    # Eight people say what they can review; a screening opens, and its pool is frozen before the block that draws it.
    people = {person.id: person for person in reviewers(session, 8)}
    screening = opened(session)
    tick(world, session, blocks=0)
    digest = panel_of(session, screening.id).pool_digest
    assert screening.seed_block == world.chain.client.head().number + NO_AUDITS.blocks_ahead
    assert offered(session, screening) == []

    # Two blocks later the lot falls: the first two are asked, and nobody chose whom.
    tick(world, session)
    assert screening.seed == world.chain.client.block(screening.seed_block).hash
    assert panel_of(session, screening.id).pool_digest == digest
    ranking = [row for row in candidates_of(session, screening.id) if row.rank is not None]
    assert [row.lot for row in ranking] == sorted(lot(screening.seed, screening.id, number) for number in people)
    first, second = (people[seat.person_id] for seat in offered(session, screening))

    # One writes under a session that came from a mailed link, field by field, and submits.
    fill(session, first, screening)
    done = submitting.submit(session, world.chain, first, screening.id)
    assert (done.review.outcome, done.review.wallet, done.contribution.number) == ("verified", None, 1)

    # The other signs with a wallet: six lines to read, and the commitment.
    wallet = world.somebody()
    signed = submit_by_wallet(world, session, second, screening, wallet)
    assert (signed.review.wallet, signed.contribution.number) == (wallet.address, 2)

    # Each has a receipt that the server signed, and their answers are nobody else's to read.
    receipt = receipt_of(session, world.chain, done.review)
    require_signed(receipt, world.chain.badge)
    assert (receipt.receipt.position, receipt.receipt.version, receipt.receipt.reviewer) == (1, 1, first.pseudonym)
    with pytest.raises(Refused, match="sealed until the panel"):
        refuse_sealed(session, done.review)

    # A later block names the answers that others of the ranking look up; they do, and the panel closes.
    tick(world, session)
    asked = session.exec(select(Confirmation)).all()
    assert {row.review_id for row in asked} == {done.review.id, signed.review.id}
    assert not {row.person_id for row in asked} & {first.id, second.id}
    for row in asked:
        confirming.answer_confirmation(session, people[row.person_id], row.id, "supports", "", now())
    session.commit()
    assert panel_of(session, screening.id).closed_at is not None
    decided = decisions_of(session, screening)
    assert {(row.answer, row.decided_by) for row in decided} == {("yes", "panel")}
    assert [row.question for row in decided] == screening.asked
    assert screening.state == "second_review"
    refuse_sealed(session, done.review)

    # The badge of the first was there to be claimed from the moment of the submission.
    holder = world.somebody()
    call, voucher = flow.claim_call(session, world.chain, done.claim_code, Address(holder.address))
    world.chain.client.send_from(holder, call)
    assert world.chain.badge.badge_of(voucher.number).holder == holder.address
    assert world.chain.badge.issue_of(voucher.number).args["evidenceHash"] == done.review.evidence_hash


def test_what_is_signed_reads_as_six_lines_and_binds_every_word(world, session):
    screening, people = drawn(world, session)
    person = people[offered(session, screening)[0].person_id]
    fill(session, person, screening, noes=["2.1"])
    words = preparing.words_to_sign(session, world.chain, person, screening.id, now())
    said = dict(words["message"])
    commitment = said.pop("commitment")
    assert said == {
        "nominee": f"Wellspring Map ({PROJECT})",
        "standard": f"DPG Standard {screening.standard_version}",
        "screening": screening.id,
        "answers": f"{len(screening.asked) - 1} Yes, 1 No",
        "version": 1,
        "next": preparing.NEXT,
    }
    # Asked again, they are the same words, so that either signature counts.
    assert preparing.words_to_sign(session, world.chain, person, screening.id, now()) == words
    drafts.save_field(session, person, screening.id, "1.1", drafts.Field(comment="Otherwise."), now())
    other = preparing.words_to_sign(session, world.chain, person, screening.id, now())
    assert other["message"]["commitment"] != commitment
    assert typed_digest(other) != typed_digest(words)


def test_what_was_signed_is_submitted_whatever_was_drafted_since_and_by_nobody_else(world, session):
    screening, people = drawn(world, session)
    person, other = (people[seat.person_id] for seat in offered(session, screening))
    wallet = world.somebody()
    done = submit_by_wallet(world, session, person, screening, wallet)
    words = preparing.message_of(world.chain, screening, preparing.prepared_of(done.review))
    assert signer_of(words, done.review.signature) == wallet.address
    stranger = world.somebody()
    with pytest.raises(NotAllowed, match="is not"):
        submitting.submit_signed(
            session, world.chain, person, screening.id, 1, Address(stranger.address), done.review.signature
        )
    with pytest.raises(NotFound):
        submitting.submit_signed(
            session, world.chain, other, screening.id, 1, Address(wallet.address), done.review.signature
        )
    with pytest.raises(NotAllowed, match="did not sign"):
        submitting.submit_signed(
            session, world.chain, person, screening.id, 1, Address(wallet.address), "0x" + "11" * 65
        )
    again = submitting.submit_signed(
        session, world.chain, person, screening.id, 1, Address(wallet.address), done.review.signature
    )
    assert (again.review.id, again.claim_code) == (done.review.id, None)


def test_the_same_again_is_the_same_receipt_and_a_change_is_a_new_version_beside_the_old(world, session):
    screening, people = drawn(world, session)
    person = people[offered(session, screening)[0].person_id]
    done = submit(session, world.chain, person, screening)
    again = submitting.submit(session, world.chain, person, screening.id)
    assert again.review.id == done.review.id
    assert receipt_of(session, world.chain, again.review) == receipt_of(session, world.chain, done.review)

    drafts.save_field(session, person, screening.id, "2.1", drafts.Field(answer="no"), now())
    session.commit()
    amended = submitting.submit(session, world.chain, person, screening.id)
    assert (amended.review.version, amended.contribution, amended.claim_code) == (2, None, None)
    rows = session.exec(select(CommittedReview).order_by(col(CommittedReview.position))).all()
    assert [row.review_id for row in rows] == [done.review.id, amended.review.id]
    # The one before stands as it was, and so does its commitment.
    before = session.get_one(Review, done.review.id)
    assert evidence_hash(read_document(before.document), bytes.fromhex(before.salt[2:])) == rows[0].commitment
    assert [item.choice for item in read_document(amended.review.document).answers].count("no") == 1
    # The panel counts the newest alone.
    assert [len(said) for said in panel_signals(session, screening).values()] == [1] * len(screening.asked)


def test_one_field_is_saved_alone_and_what_is_missing_is_named(world, session):
    screening, people = drawn(world, session)
    person = people[offered(session, screening)[0].person_id]
    drafts.save_field(session, person, screening.id, "2.1", drafts.Field(answer="yes", seconds=4), now())
    row = drafts.save_field(session, person, screening.id, "2.1", drafts.Field(comment="There.", seconds=5), now())
    assert (row.answer, row.comment, row.confidence, row.seconds) == ("yes", "There.", None, 9)
    with pytest.raises(Refused, match=r"Not answered yet: 1\.1, 2\.1, 3\.1"):
        submitting.submit(session, world.chain, person, screening.id)
    session.rollback()
    # Who is not sure need not say how unsure.
    fill(session, person, screening, answer="not_sure")
    for draft in drafts.drafts_of(session, person, screening.id).values():
        draft.confidence = None
        session.add(draft)
    session.commit()
    assert submitting.submit(session, world.chain, person, screening.id).review.version == 1


@pytest.mark.parametrize(
    "field",
    [
        drafts.Field(answer="maybe"),
        drafts.Field(confidence=6),
        drafts.Field(confidence=0),
        drafts.Field(comment="x" * 20_001),
        drafts.Field(evidence="x" * 2_001),
        drafts.Field(comment="a\0b"),
        drafts.Field(evidence="\ud800"),
        drafts.Field(seconds=-1),
    ],
)
def test_what_cannot_be_kept_is_refused_field_by_field(world, session, field):
    screening, people = drawn(world, session)
    person = people[offered(session, screening)[0].person_id]
    with pytest.raises(BadParameter):
        drafts.save_field(session, person, screening.id, "2.1", field, now())
    with pytest.raises(BadParameter, match="question"):
        drafts.save_field(session, person, screening.id, "10.1", drafts.Field(answer="yes"), now())


def test_words_of_any_script_and_of_any_length_come_back_as_they_were(world, session):
    screening, people = drawn(world, session)
    person = people[offered(session, screening)[0].person_id]
    long = "水は命 — ماء 💧 \u202e" * 1_250
    fill(session, person, screening)
    drafts.save_field(session, person, screening.id, "2.1", drafts.Field(comment=long[:20_000]), now())
    session.commit()
    done = submitting.submit(session, world.chain, person, screening.id)
    session.expire_all()
    kept = next(item for item in read_document(done.review.document).answers if item.question == "2.1")
    assert kept.comment == long[:20_000]
    proven = proof_of(session, done.review.evidence_hash)
    assert is_included(proven.root, Committed(proven.row.position, done.review.evidence_hash), proven.proof)


def test_without_a_seat_nobody_answers(world, session):
    screening, people = drawn(world, session)
    seated = {seat.person_id for seat in seats_of(session, screening.id)}
    other = next(person for number, person in people.items() if number not in seated)
    with pytest.raises(Refused, match="no seat"):
        fill(session, other, screening)
    session.rollback()
    with pytest.raises(Refused, match="no seat"):
        submitting.submit(session, world.chain, other, screening.id)


def test_a_group_of_fifty_that_chose_itself_moves_nothing_and_earns_its_badges(world, session):
    screening, people = drawn(world, session)
    honest = [people[seat.person_id] for seat in offered(session, screening)]
    crowd = [find_or_add(session, f"crowd-{number}") for number in range(50)]
    for person in crowd:
        seats.take_seat(session, person, screening.id, now())
    session.commit()
    for person in crowd[:25]:
        submit(session, world.chain, person, screening, answer="no")
    submit(session, world.chain, honest[0], screening)
    for person in crowd[25:]:
        submit(session, world.chain, person, screening, answer="no")
    done = submit(session, world.chain, honest[1], screening)
    assert done.review.is_verified
    assert {len(said) for said in panel_signals(session, screening).values()} == {2}
    tick(world, session)
    tick(world, session, later=4 * DAY)
    assert {row.answer for row in decisions_of(session, screening)} == {"yes"}
    verified = session.exec(select(Review).where(col(Review.is_verified))).all()
    assert len(verified) == 52


def test_words_that_somebody_of_their_own_choice_took_from_the_panel_harm_nobody_on_it(world, session):
    """Also when the one who took them submits first: nobody outside of the panel can make its answers worthless."""
    screening, people = drawn(world, session)
    member = people[offered(session, screening)[0].person_id]
    thief = find_or_add(session, "thief")
    seats.take_seat(session, thief, screening.id, now())
    for question in screening.asked:
        words = evidence_for(question, member.pseudonym)
        field = drafts.Field(answer="no", confidence=5, comment=words)
        drafts.save_field(session, thief, screening.id, question, field, now())
    submitting.submit(session, world.chain, thief, screening.id)
    submit(session, world.chain, member, screening)
    assert {said[0].looked for said in panel_signals(session, screening).values()} == {0.9}


def test_who_misses_their_time_is_replaced_by_the_next_and_can_earn_a_badge_still(world, session):
    screening, people = drawn(world, session)
    late, other = offered(session, screening)
    tick(world, session, later=8 * DAY)
    assert {seat_of(session, screening.id, people[seat.person_id]).state for seat in (late, other)} == {"missed"}
    assert [seat.rank for seat in offered(session, screening)] == [2, 3]
    person = people[late.person_id]
    seat = seats.take_seat(session, person, screening.id, now())
    assert (seat.is_assigned, seat.state) == (False, SeatState.OFFERED)
    assert submit(session, world.chain, person, screening).review.is_verified
    assert panel_signals(session, screening)["1.1"] == []


def test_who_gives_a_seat_back_is_replaced_at_once(world, session):
    screening, people = drawn(world, session)
    seat = offered(session, screening)[0]
    seats.withdraw(session, people[seat.person_id], screening.id, now())
    tick(world, session)
    assert [one.rank for one in offered(session, screening)] == [1, 2]
    with pytest.raises(NotFound):
        seats.withdraw(session, find_or_add(session, "stranger"), screening.id, now())


def test_silent_answers_do_not_decide_and_more_are_asked_until_an_expert_has_to(world, session):
    screening, people = drawn(world, session, count=3)
    asked = []
    while seats_now := offered(session, screening):
        person = people[seats_now[0].person_id]
        asked.append(person)
        submit(session, world.chain, person, screening, is_silent=True, noes=["2.1"] if len(asked) == 1 else [])
        tick(world, session)
    assert len(asked) == 3
    standing = standing_steps(session, screening.id)
    assert standing["2.1"].outcome == "expert"
    assert "Nobody is left to ask" in standing["2.1"].words
    assert screening.state == "first_review"
    assert [row.id for row, _ in experts.waiting_for_experts(session)] == [screening.id]

    # An expert without a part in it decides what was left open, and the second review begins.
    expert = find_or_add(session, "expert")
    name_expert(session, expert)
    name_expert(session, asked[0])
    for stranger, error in ((find_or_add(session, "stranger"), NotAllowed), (asked[0], NotAllowed)):
        with pytest.raises(error):
            experts.decide_question(session, stranger, screening.id, "2.1", "yes", "I looked.", now())
    for question in experts.open_questions(session, screening):
        experts.decide_question(session, expert, screening.id, question, "yes", "I looked at its pages.", now())
    with pytest.raises(Refused, match="does not wait for an expert"):
        experts.decide_question(session, expert, screening.id, "2.1", "no", "Once more.", now())
    assert {row.decided_by for row in standing_decisions(session, screening).values()} >= {"expert"}
    assert screening.state == "second_review"


def test_a_panel_whose_time_is_over_closes_with_what_it_has(world, session):
    screening, people = drawn(world, session)
    tick(world, session, later=40 * DAY)
    assert panel_of(session, screening.id).closed_at is not None
    assert {step.outcome for step in standing_steps(session, screening.id).values()} == {"expert"}
    assert decisions_of(session, screening) == []
    person = next(iter(people.values()))
    with pytest.raises(Refused, match="has closed"):
        seats.take_seat(session, person, screening.id, now())


def test_every_step_says_why_and_none_can_be_changed(world, session):
    screening, people = drawn(world, session)
    for seat in offered(session, screening):
        submit(session, world.chain, people[seat.person_id], screening)
    words = [step.words for step in steps_of(session, screening.id) if step.question == "2.1"]
    assert words[0] == "1 of at least 2 reviewers have answered."
    assert words[1].startswith("2 answers make Yes 9")
    row = session.exec(select(PanelStep)).first()
    row.words = "Otherwise."
    session.add(row)
    with pytest.raises(Exception, match="only ever added to"):
        session.commit()
    session.rollback()


def test_invented_evidence_counts_nothing_once_it_was_looked_up_and_its_badge_is_named(world, session):
    screening, people = drawn(world, session)
    person = people[offered(session, screening)[0].person_id]
    done = submit(session, world.chain, person, screening)
    wallet = world.somebody()
    flow.issue_voucher(session, world.chain, done.claim_code, Address(wallet.address))
    tick(world, session)
    asked = session.exec(select(Confirmation)).all()
    assert len(asked) == PanelRules().confirm_questions
    for row in asked:
        confirming.answer_confirmation(
            session, people[row.person_id], row.id, "does_not", "There is no such page.", now()
        )
    session.commit()
    assert {panel_signals(session, screening)[row.question][0].looked for row in asked} == {0.02}
    review = session.get_one(Review, done.review.id)
    assert (review.is_verified, review.outcome) == (False, "not verified")
    assert "did not find" in json.loads(review.reasons)[1]["words"]
    # The operator hears of the badge; nothing is revoked by itself, and nothing more comes of it.
    (doubted,) = doubting.list_doubted(session)
    assert doubted.contribution.number == done.contribution.number
    assert doubting.open_doubts(session) == [1]
    session.commit()
    with pytest.raises(NotFound):
        flow.issue_voucher(session, world.chain, done.claim_code, Address(wallet.address))
    with pytest.raises(Refused, match="no badge to claim"):
        own_claim_code(session, person, review.id)
    assert [row["badge"] for row in command(session, "screening", "doubted")] == [1]
    code = command(session, "screening", "invite", 1)["claim_code"]
    with pytest.raises(Refused, match="counts no longer"):
        flow.issue_voucher(session, world.chain, code, Address(wallet.address))


def test_who_amends_what_was_not_found_is_asked_about_again(world, session):
    screening, people = drawn(world, session)
    person = people[offered(session, screening)[0].person_id]
    submit(session, world.chain, person, screening)
    tick(world, session)
    row = session.exec(select(Confirmation)).first()
    confirming.answer_confirmation(session, people[row.person_id], row.id, "does_not", "No such page.", now())
    drafts.save_field(
        session, person, screening.id, row.question, drafts.Field(evidence="https://it.example/here"), now()
    )
    session.commit()
    submitting.submit(session, world.chain, person, screening.id)
    assert panel_signals(session, screening)[row.question][0].looked == 0.02
    tick(world, session)
    newest = select(Confirmation).where(Confirmation.question == row.question).order_by(col(Confirmation.id).desc())
    again = session.exec(newest).first()
    assert again.id != row.id
    confirming.answer_confirmation(session, people[again.person_id], again.id, "supports", "", now())
    assert panel_signals(session, screening)[row.question][0].looked == 0.97


def test_whoever_looks_evidence_up_is_neither_its_author_nor_on_the_panel_and_amends_nothing(world, session):
    screening, people = drawn(world, session)
    for seat in offered(session, screening):
        submit(session, world.chain, people[seat.person_id], screening)
    tick(world, session)
    seated = {seat.person_id for seat in seats_of(session, screening.id)}
    asked = {row.person_id for row in session.exec(select(Confirmation))}
    assert asked
    assert not asked & seated
    person = people[asked.pop()]
    with pytest.raises(Refused, match="asked to confirm"):
        seats.take_seat(session, person, screening.id, now())
    row = session.exec(select(Confirmation).where(Confirmation.person_id == person.id)).first()
    stranger = people[next(iter(seated))]
    with pytest.raises(NotFound):
        confirming.own_confirmation(session, stranger, row.id)
    with pytest.raises(BadParameter):
        confirming.answer_confirmation(session, person, row.id, "perhaps", "", now())
    with pytest.raises(BadParameter):
        confirming.answer_confirmation(session, person, row.id, "does_not", "", now())


def test_known_answers_count_and_no_reason_names_them(world, session):
    screening, people = drawn(world, session)
    keep_gold(session, [Gold(PROJECT, question, False, 0, 2**40) for question in screening.asked])
    session.commit()
    person = people[offered(session, screening)[0].person_id]
    done = submit(session, world.chain, person, screening)
    assert (done.review.outcome, done.claim_code) == ("partly", None)
    guessing = next(reason for reason in done.reasons if reason["code"] == "no_better_than_a_guess")
    assert not any(question in guessing["words"] + guessing["remedy"] for question in screening.asked)
    # They are known for a time, and no longer.
    keep_gold(session, [Gold(PROJECT, question, False, 0, 1) for question in screening.asked])
    session.commit()
    other = people[offered(session, screening)[0].person_id]
    assert submit(session, world.chain, other, screening).review.outcome == "verified"


def test_a_panel_keeps_the_rule_that_it_was_opened_with(world, session):
    reviewers(session, 8)
    screening = opened(session)
    strict = world.chain.client.settings.model_copy(update={"panel_first": 3, "panel_sure_yes_bps": 9_900})
    session.commit()
    head = world.chain.client.head().number
    open_panel(session, screening.id, head, now(), NO_AUDITS, rule_of(strict))
    session.commit()
    tick(world, session)
    assert panel_of(session, screening.id).rule == PanelRule(3, 5, 9_900, 9_200)
    assert len(offered(session, screening)) == 3


def test_of_whoever_sat_on_panels_before_it_is_learned_what_their_answers_tell(world, session):
    people = {person.id: person for person in reviewers(session, 2)}
    for project, before in ((PROJECT, set()), ("lesson-lantern", set()), ("signs-together", set(people))):
        # One panel's answers are too few, and those of a panel that is open move nothing.
        screening = opened(session, project)
        tick(world, session)
        tick(world, session)
        assert len(screening.asked) < LEAST_TASKS <= 2 * len(screening.asked)
        for seat in offered(session, screening):
            submit(session, world.chain, people[seat.person_id], screening)
            assert set(learned_rates(session, people)) == before
        tick(world, session)
        assert panel_of(session, screening.id).closed_at is not None
    unknown, known = (
        {step.support_bps for step in standing_steps(session, number).values()} for number in (1, screening.id)
    )
    # Whoever has only ever said Yes tells a little less by another.
    assert max(known) < min(unknown)


def test_guesses_on_other_nominees_are_remembered_and_a_few_of_one_are_luck(world, session):
    few = ("1.1", "2.1", "3.1")
    for project in (PROJECT, "lesson-lantern"):
        keep_gold(session, [Gold(project, question, False, 0, 2**40) for question in few])
    (person,) = reviewers(session, 1)
    outcomes = []
    for project in (PROJECT, "lesson-lantern"):
        screening = opened(session, project)
        tick(world, session)
        seats.take_seat(session, person, screening.id, now())
        session.commit()
        outcomes.append(submit(session, world.chain, person, screening).review.outcome)
    assert outcomes == ["verified", "partly"]


def test_an_expert_looks_at_a_tenth_once_the_panel_has_closed(world, session):
    every = PanelRules(audit_bps=10_000, confirm_questions=0)
    screening, people = drawn(world, session)
    for seat in offered(session, screening):
        submit(session, world.chain, people[seat.person_id], screening)
    tick(world, session, every, blocks=0)
    # The block that draws is not there when a review is submitted.
    assert session.exec(select(ReviewAudit)).all() == []
    expert = find_or_add(session, "expert")
    name_expert(session, expert)
    session.commit()
    tick(world, session, every)
    audits = session.exec(select(ReviewAudit)).all()
    assert len(audits) == 2
    assert panel_of(session, screening.id).closed_at is not None
    first, second = (row.review_id for row in audits)
    by_expert = ("--expert", "expert", "--why", "I looked at every page.")
    told = command(session, "screening", "audit", "decide", first, "--refute", *by_expert)
    assert told["outcome"] == "refuted"
    command(session, "screening", "audit", "decide", second, "--uphold", *by_expert)
    session.expire_all()
    assert [session.get_one(Review, number).is_verified for number in (first, second)] == [False, True]
    with pytest.raises(Refused, match="was refuted"):
        command(session, "screening", "audit", "decide", first, "--uphold", *by_expert)


def test_a_sealed_review_is_audited_by_nobody_yet(world, session):
    every = PanelRules(audit_bps=10_000)
    screening, people = drawn(world, session)
    submit(session, world.chain, people[offered(session, screening)[0].person_id], screening)
    name_expert(session, find_or_add(session, "expert"))
    tick(world, session, every)
    (audit,) = session.exec(select(ReviewAudit)).all()
    with pytest.raises(Refused, match="sealed"):
        command(session, "screening", "audit", "show", audit.review_id, "--expert", "expert")


def test_whoever_comes_to_have_a_part_in_it_is_not_asked_and_cannot_submit(world, session):
    screening, people = drawn(world, session)
    first, second = offered(session, screening)
    nearest = candidates_of(session, screening.id)[2]
    for number in (first.person_id, nearest.person_id):
        declare(session, people[number], read_claim(PROJECT, None, "maintainer"), DeclaredBy.PERSON)
    fill(session, people[first.person_id], screening)
    with pytest.raises(Refused, match="has a part in the project"):
        submitting.submit(session, world.chain, people[first.person_id], screening.id)
    session.rollback()
    submit(session, world.chain, people[second.person_id], screening)
    tick(world, session, later=8 * DAY)
    assert nearest.person_id not in {seat.person_id for seat in seats_of(session, screening.id)}
    passed = {row.person_id: row.passed for row in candidates_of(session, screening.id)}
    assert passed[nearest.person_id] == "has a part in the project"


def test_erasing_a_reviewer_keeps_every_receipt_valid_and_takes_their_words(world, session):
    screening, people = drawn(world, session)
    person, other = (people[seat.person_id] for seat in offered(session, screening))
    wallet = world.somebody()
    done = submit_by_wallet(world, session, person, screening, wallet)
    submit(session, world.chain, other, screening)
    receipt = receipt_of(session, world.chain, done.review)
    erase(session, person)
    session.commit()
    session.expire_all()
    row = session.get_one(Review, done.review.id)
    assert (row.document, row.salt, row.wallet, row.signature) == ("", "", None, None)
    assert session.exec(select(DraftAnswer).where(DraftAnswer.person_id == person.id)).all() == []
    # The kept receipt proves the same as before.
    require_signed(receipt, world.chain.badge)
    proven = proof_of(session, receipt.receipt.commitment)
    assert is_included(proven.root, receipt.receipt.item, proven.proof)
    # Their answers count no longer in a panel that is open: somebody else is asked.
    tick(world, session)
    tick(world, session, later=4 * DAY)
    assert len(offered(session, screening)) == 1


def test_the_operator_reads_nobody_s_answers_before_the_panel_has_closed(world, session):
    screening, people = drawn(world, session)
    person = people[offered(session, screening)[0].person_id]
    done = submit(session, world.chain, person, screening)
    secret = evidence_for("2.1", person.pseudonym)
    for words in (
        ("screening", "panel", "show", screening.id),
        ("screening", "show", screening.id),
        ("screening", "list"),
        ("people", "export", person.pseudonym),
        ("screening", "audit", "list", "--all"),
        ("screening", "confirm", "list", person.pseudonym),
    ):
        assert secret not in json.dumps(command(session, *words)), words
    session.commit()
    assert exit_code("screening", "evidence", done.contribution.number) == 5
    tick(world, session, later=40 * DAY)
    assert secret in json.dumps(command(session, "screening", "panel", "show", screening.id))


def test_the_command_line_shows_what_anybody_needs_to_compute_the_ranking_again(world, session):
    screening, people = drawn(world, session)
    left_out = find_or_add(session, "left-out")
    shown = command(session, "screening", "panel", "show", screening.id)
    assert [one["lot"] for one in shown["ranking"]] == sorted(
        lot(shown["seed"], screening.id, number) for number in people
    )
    assert shown["seed_block"] == screening.seed_block
    assert command(session, "screening", "panel", "waiting") == []
    assert command(session, "screening", "panel", "run") == {"done": True}
    session.commit()
    told = command(
        session, "screening", "profile", left_out.pseudonym, "--language", "fr", "--minutes", 30, "--available"
    )
    assert (told["languages"], told["minutes_per_week"], told["is_available"]) == (["fr"], 30, True)
    assert command(session, "screening", "profile", left_out.pseudonym)["languages"] == ["fr"]


def test_a_profile_is_kept_in_one_form_and_refused_where_it_cannot_be_read(session):
    person = find_or_add(session, "ann")
    said = profiles.Profile(("fr", "fr"), ("  Water ",), ("https://github.com/Ann/",), 30, True)
    kept = profiles.read_profile(profiles.save_profile(session, person, said))
    assert kept == profiles.Profile(("fr",), ("Water",), ("github.com/ann",), 30, True)
    for wrong in (
        profiles.Profile(languages=("français",)),
        profiles.Profile(accounts=("ann",)),
        profiles.Profile(sectors=("\n",)),
        profiles.Profile(minutes_per_week=-1),
        profiles.Profile(sectors=tuple(map(str, range(51)))),
    ):
        with pytest.raises(BadParameter):
            profiles.save_profile(session, person, wrong)


def test_gold_is_imported_from_a_file_and_never_printed(world, session, tmp_path):
    file = tmp_path / "gold.json"
    row = {"project": PROJECT, "question": "2.1", "answer": False, "from": 0, "until": 2**40}
    file.write_text(json.dumps([row]))
    assert command(session, "screening", "gold", "import", file) == {"read": 1, "new": 1}
    assert command(session, "screening", "gold", "import", file) == {"read": 1, "new": 0}
    assert exit_code("screening", "gold", "import", tmp_path / "none.json") == 2


def test_panels_that_wait_for_somebody_are_left_alone(world, session):
    screening, people = drawn(world, session)
    assert due_panels(session, now()) == []
    seated = offered(session, screening)
    submit(session, world.chain, people[seated[0].person_id], screening)
    assert due_panels(session, now()) == []
    assert due_panels(session, now() + 8 * DAY) == [screening.id]
    seats.withdraw(session, people[seated[1].person_id], screening.id, now())
    assert due_panels(session, now()) == [screening.id]


def test_what_was_told_of_a_badge_is_settled_once_its_review_counts_again_or_it_is_gone(world, session):
    screening, people = drawn(world, session)
    holders = {}
    for seat in offered(session, screening):
        done = submit(session, world.chain, people[seat.person_id], screening)
        wallet = world.somebody()
        call, voucher = flow.claim_call(session, world.chain, done.claim_code, Address(wallet.address))
        world.chain.client.send_from(wallet, call)
        holders[voucher.number] = (wallet, done.review)
    for _, review in holders.values():
        review.is_verified, review.outcome = False, "not verified"
        doubting.draw_conclusions(session, review)
    assert doubting.open_doubts(session) == [1, 2]
    # One badge is burnt, and an appeal against the other verdict is upheld.
    world.chain.client.send_from(holders[1][0], world.chain.badge.burn(1))
    holders[2][1].is_verified = True
    session.add(holders[2][1])
    tick(world, session)
    assert doubting.open_doubts(session) == []
