"""Erasing and purging on both databases: what goes, what stays, and that what is gone is in no file."""

import json
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, col, select

from known_person import CONTACT_PUBLIC, Known, known_person
from known_person import review as review_file_of
from quadrille.config import Settings
from quadrille.db import drop_older_pages, make_engine, migrate, writing
from quadrille.errors import NotFound, Refused
from quadrille.gate.tables import KeptAnswer
from quadrille.people.persons import find_or_add, get_person, link_wallet, persons_between
from quadrille.people.sessions import IDLE_SECONDS, find_session
from quadrille.people.tables import (
    Affiliation,
    AffiliationChallenge,
    LinkedWallet,
    MailLink,
    Person,
    SignInSession,
    UniquenessEvidence,
    UsedNonce,
)
from quadrille.privacy.erasure import erase
from quadrille.privacy.export import export
from quadrille.privacy.register import Viewer, entries, seconds_kept
from quadrille.privacy.retention import Purging, purge
from quadrille.screening import contributions, flow
from quadrille.screening.proof import evidence_file, read_evidence
from quadrille.screening.tables import Contribution, Review
from quadrille.types import Timestamp

YEAR = 365 * 86_400


@pytest.fixture
def settings(database_url, tmp_path) -> Settings:
    migrate(database_url)
    return Settings(database_url=database_url, secret_file=tmp_path / "secret.txt", contact_key=CONTACT_PUBLIC)


@pytest.fixture
def engine(settings):
    made = make_engine(settings.database_url)
    yield made
    made.dispose()


@pytest.fixture
def session(engine):
    with writing(engine) as one:
        yield one


@pytest.fixture
def known(session, settings) -> Known:
    return known_person(session, settings)


def everything(session) -> str:
    """All that is in the database, as text."""
    selects = [text(f'SELECT * FROM "{table}"') for table in SQLModel.metadata.tables]
    # As tuples: a row of SQLAlchemy's shows long texts cut.
    return repr([tuple(row) for select_all in selects for row in session.execute(select_all)])


def erased(session, person: Person) -> dict[str, int]:
    counts = erase(session, person)
    session.commit()
    return counts


def test_what_nobody_sees_is_in_the_database_as_a_hash_or_sealed_only(session, known):
    kept, hidden = everything(session), {(one.table, one.column) for one in entries() if one.seen_by is Viewer.NOBODY}
    plain = {place: words for place, words in known.planted().items() if place in hidden}
    assert len(plain) == 8
    assert [place for place, words in plain.items() if words in kept] == []
    # The same search finds what is kept as it is.
    assert [place for place, words in known.planted().items() if place not in hidden and words not in kept] == []


def test_an_export_has_every_personal_column_that_its_person_may_see(session, known):
    document = export(session, known.person)
    wanted: dict[str, set[str]] = {}
    for entry in entries():
        if entry.is_personal and entry.seen_by is not Viewer.NOBODY:
            wanted.setdefault(entry.table, set()).add(entry.column)
    for table, columns in wanted.items():
        rows = [document[table]] if table == "person" else document[table]
        assert rows, table
        assert all(columns <= row.keys() for row in rows), table
    told = json.dumps(document, ensure_ascii=False)
    hidden = {(one.table, one.column) for one in entries() if one.seen_by is Viewer.NOBODY}
    for place, words in known.planted().items():
        assert (json.dumps(words)[1:-1] in told.replace('\\\\"', '"')) == (place not in hidden), place
    assert document["sealed_contact"][0]["sealed"]


def test_an_export_holds_nothing_of_others(session, known):
    link_wallet(session, known.person, known.badge_wallet)
    told = json.dumps(export(session, known.other))
    for place, words in known.planted().items():
        # What they said of this person is theirs too.
        if place[0] != "affiliation_challenge" and place != ("person", "pseudonym"):
            assert words not in told, place
    assert json.dumps(export(session, known.person)).count(known.other.pseudonym) == 1


def test_an_exported_review_is_evidence(session, known):
    row = export(session, known.person)["review"][0]
    content = json.dumps({"document": row["document"], "salt": row["salt"]}).encode()
    assert read_evidence(content, "evidence.json").hash == row["evidence_hash"]


def test_of_who_is_erased_nothing_is_left_but_what_is_public_or_has_no_name(session, known):
    counts = erased(session, known.person)
    assert counts == {
        "reviews": 1,
        "works": 1,
        "signatures": 1,
        "keys": 1,
        "appeals": 1,
        "experts": 1,
        "drafts": 2,
        "looked_up": 1,
        "audits": 0,
        "seats": 1,
        "signed_reviews": 1,
        "profiles": 1,
        "feedback_links": 1,
        "labels": 1,
        "partnerships": 1,
        "attestations": 1,
        "spending_words": 1,
        "seat_texts": 1,
        "challenges": 2,
        "sessions": 1,
        "mail_addresses": 1,
        "contacts": 1,
        "notices": 1,
        "mails": 1,
        "scores": 1,
        "wallets": 2,
        "affiliations": 1,
    }
    kept = everything(session)
    # Links and affiliations stay for a year without a name: a round may run that counts on them.
    year = {("linked_wallet", "address"), ("person", "badge_wallet"), ("affiliation", "subject")}
    year.add(("affiliation_challenge", "subject"))
    left = {place for place, words in known.planted().items() if words in kept}
    assert left == year
    assert known.mail_hash not in kept
    assert "zaffre" not in kept


def test_hash_number_and_verdict_outlive_the_text(session, known):
    before = known.handed_in.review.evidence_hash
    kept_file = evidence_file(known.handed_in.review)
    erased(session, known.person)
    found = session.exec(select(Review).where(Review.person_id == known.person.id)).one()
    assert (found.evidence_hash, found.is_verified, found.document, found.salt) == (before, True, "", "")
    assert session.get_one(Contribution, 1).review_id == found.id
    assert read_evidence(kept_file, "evidence.json").hash == before
    with pytest.raises(NotFound, match="evidence of review") as refusal:
        evidence_file(found)
    assert "badge verify" in refusal.value.remedy


def test_claim_codes_end_and_no_new_one_is_given(session, known):
    erased(session, known.person)
    with pytest.raises(NotFound, match="for this claim code"):
        contributions.contribution_by_code(session, known.handed_in.claim_code)
    with pytest.raises(Refused, match="erased at their own wish"):
        contributions.renew_claim_code(session, 1)


def test_to_erase_again_changes_nothing(session, known):
    erased(session, known.person)
    before = everything(session)
    assert set(erased(session, known.person).values()) == {0}
    assert everything(session) == before


def test_who_was_erased_is_not_found_signed_in_or_handed_in_for(session, known):
    erased(session, known.person)
    pseudonym = known.person.pseudonym
    assert pseudonym.startswith("erased-")
    assert find_session(session, known.token) is None
    for name in (pseudonym, "zaffre-quokka"):
        with pytest.raises(NotFound):
            get_person(session, name)
    with pytest.raises(Refused, match="erased at their own wish"):
        flow.hand_in_review(session, *reversed(review_file_of(pseudonym)))
    session.rollback()
    assert flow.hand_in_review(session, *reversed(review_file_of())).review.person_id != known.person.id


def test_others_keep_what_is_theirs(session, known):
    theirs = find_or_add(session, "third")
    link_wallet(session, theirs, "0x" + "ab" * 20)
    session.add(UniquenessEvidence(address="0x" + "ab" * 20, source="s", score="1", observed_at=1))
    # A wallet that was the erased one's, and is another's now.
    session.add(LinkedWallet(person_id=known.person.id, address="0x" + "ab" * 20, ended_at=1))
    session.commit()
    erased(session, known.person)
    assert len(session.exec(select(UniquenessEvidence)).all()) == 1
    assert session.exec(select(LinkedWallet).where(col(LinkedWallet.ended_at).is_(None))).one().person_id == theirs.id
    assert known.other.erased_at is None


def test_a_round_that_runs_still_counts_the_wallets_together(session, known):
    now = Timestamp(int(time.time()))
    wallets = [known.badge_wallet, known.linked_wallet]
    erased(session, known.person)
    found = persons_between(session, wallets, Timestamp(now - 3_600), Timestamp(now + 3_600))
    assert found == dict.fromkeys(wallets, known.person.id)


def test_what_is_undone_was_not_done(session, known):
    before = everything(session)
    erase(session, known.person)
    session.rollback()
    assert everything(session) == before


def test_open_challenges_about_and_by_them_are_closed(session, known):
    erased(session, known.person)
    rows = session.exec(select(AffiliationChallenge)).all()
    assert {(row.state, row.grounds, row.decision) for row in rows} == {("dismissed", "", "")}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_text_is_in_no_file_of_sqlite(session, engine, settings, known, database_url):
    folder = Path(database_url.removeprefix("sqlite:///")).parent
    words = [b"licence text stands", b"zaffre-quokka", b"grounds that somebody gave", known.mail_hash.encode()]

    def found() -> set[bytes]:
        files = [file.read_bytes() for file in folder.glob("both.db*")]
        return {word for word in words for content in files if word in content}

    assert found() == set(words)
    erased(session, known.person)
    assert drop_older_pages(engine)
    assert found() == set()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_says_that_its_files_are_the_operator_s_to_clean(engine, settings):
    assert not drop_older_pages(engine)


def test_what_is_over_is_purged_at_the_times_of_the_register_and_not_a_second_before(session, known):
    now = Timestamp(int(time.time()))
    nonce, link = seconds_kept("used_nonce", "nonce_hash"), seconds_kept("mail_link", "token_hash")
    day = seconds_kept("kept_answer", "sealed")
    session.add(UsedNonce(nonce_hash="n" * 64, expires_at=now + nonce))
    answer = {"actor_hash": "a" * 64, "body_hash": "b" * 64, "started_at": now, "expires_at": now + day}
    session.add(KeptAnswer(key_hash="k" * 64, **answer))
    asked_at = session.exec(select(MailLink)).one().expires_at - 900
    signed_in_at = session.exec(select(SignInSession)).one().seen_at
    session.commit()

    def counted(at: int) -> dict[str, int]:
        done = {name: count for name, count in purge(session, Timestamp(at)).items() if count}
        session.rollback()
        return done

    assert counted(now) == {}
    for table, over_at in {
        "nonces": now + nonce,
        "mail_links": asked_at + link,
        "sessions": signed_in_at + IDLE_SECONDS,
        "kept_answers": now + day,
    }.items():
        assert table not in counted(over_at - 1), table
        assert counted(over_at)[table] == 1


def test_a_session_in_use_ends_after_a_month(session, known):
    one = session.exec(select(SignInSession)).one()
    over_at = one.made_at + seconds_kept("sign_in_session", "token_hash")
    one.seen_at = over_at
    session.add(one)
    session.commit()
    assert purge(session, Timestamp(over_at - 1))["sessions"] == 0
    assert purge(session, Timestamp(over_at))["sessions"] == 1


def test_after_a_year_wallets_and_affiliations_of_who_was_erased_go_too(session, known):
    erased(session, known.person)
    at = known.person.erased_at
    assert purge(session, Timestamp(at + YEAR - 1))["affiliations"] == 0
    session.rollback()
    counts = purge(session, Timestamp(at + YEAR))
    session.commit()
    assert (counts["links"], counts["affiliations"], counts["challenges"]) == (2, 1, 1)
    kept = everything(session)
    assert [place for place, words in known.planted().items() if words in kept] == []
    assert seconds_kept("linked_wallet", "address") == seconds_kept("affiliation", "subject") == YEAR


def test_grounds_go_a_year_after_the_decision_and_the_decision_stays(session, known):
    row = session.exec(select(AffiliationChallenge).order_by(col(AffiliationChallenge.id))).first()
    row.state, row.decided_at, row.decision = "dismissed", 1_000, "They have left."
    session.add(row)
    session.commit()
    year = seconds_kept("affiliation_challenge", "grounds")
    assert purge(session, Timestamp(1_000 + year - 1))["grounds"] == 0
    assert purge(session, Timestamp(1_000 + year))["grounds"] == 1
    session.commit()
    session.refresh(row)
    assert (row.grounds, row.decision) == ("", "They have left.")


def test_live_links_and_affiliations_are_never_purged(session, known):
    purge(session, Timestamp(int(time.time()) + 100 * YEAR))
    assert len(session.exec(select(LinkedWallet)).all()) == 1
    assert len(session.exec(select(Affiliation)).all()) == 1


def test_a_promise_is_forgotten_once_no_badge_can_come_of_it(session, known):
    contribution = session.get_one(Contribution, 1)
    lapses_at = int(time.time()) + 3_000
    contribution.voucher_wallet, contribution.voucher_deadline = known.badge_wallet, lapses_at
    session.add(contribution)
    session.commit()
    erased(session, known.person)
    assert session.get_one(Contribution, 1).voucher_wallet == known.badge_wallet
    assert purge(session, Timestamp(lapses_at - 1))["promises"] == 0
    assert purge(session, Timestamp(lapses_at))["promises"] == 1


def test_the_worker_purges_once_an_hour(engine, session, known):
    session.add(UsedNonce(nonce_hash="n" * 64, expires_at=1))
    session.commit()
    purging = Purging(engine)
    assert not purging.step()
    assert session.exec(select(UsedNonce)).all() == []
    session.add(UsedNonce(nonce_hash="n" * 64, expires_at=1))
    session.commit()
    assert not purging.step()
    assert len(session.exec(select(UsedNonce)).all()) == 1
