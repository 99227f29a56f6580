"""The pages of reviews, without a browser: the queue, what is read by anybody, weak answers, the receipt."""

from chain.answers import assert_page
from chain.test_panel_requests import headers_of
from panel_steps import PROJECT, READY, drawn, fill, look_again, offered, opened, reviewers, tick
from quadrille.people.persons import find_or_add
from quadrille.screening.panels.form.weak import Weakness, weakness_of
from quadrille.screening.panels.pace import fit, minutes_for
from quadrille.screening.panels.profiles import save_profile


def test_anybody_reads_what_is_asked_and_what_a_nominee_shows(world, session, api):
    screening, _ = drawn(world, session)
    queue = api.get("/review")
    assert_page(queue, 200)
    for told in ("Wellspring Map", "2 reviews", "13 questions", "6 minutes", "Sign in to answer"):
        assert told in queue.text
    form = api.get(f"/review/{screening.id}")
    assert_page(form, 200)
    # What the nominee's sources say of an indicator stands beside it, and its licence was looked up.
    for told in ("Tells a village which well is safe this month.", "on the SPDX list", "sign in"):
        assert told in form.text
    assert "<fieldset" not in form.text


def test_what_one_is_asked_comes_first_and_leaves_the_queue(world, session, api):
    screening, people = drawn(world, session)
    mine = headers_of(session, people[offered(session, screening)[0].person_id])
    page = api.get("/review", headers=mine).text
    assert page.index("Asked of you now") < page.index("Open for reviews")
    assert "0 of 13 answered" in page
    assert "No other nominee is open for reviews now." in page


def test_only_weak_answers_are_shown_again_and_a_review_that_lacks_none_is_ready(world, session, api):
    screening, people = drawn(world, session)
    person = people[offered(session, screening)[0].person_id]
    mine = headers_of(session, person)
    path = f"/review/{screening.id}/check"
    assert api.get(path, headers=mine).text.count("<fieldset") == 13
    fill(session, person, screening, noes=("2.1",), is_silent=True)
    page = api.get(path, headers=mine).text
    assert page.count("<fieldset") == 1
    assert "A No needs something to show for it" in page
    assert "at least 5 of its 13 answers" in page
    fill(session, person, screening, noes=("2.1",))
    look_again(session)
    page = api.get(path, headers=mine).text
    assert "Ready to be sent" in page
    assert "<fieldset" not in page


def test_a_receipt_says_what_happens_next_and_by_when(world, session, api):
    screening, people = drawn(world, session)
    person = people[offered(session, screening)[0].person_id]
    mine = headers_of(session, person)
    path = f"/review/{screening.id}"
    assert_page(api.get(f"{path}/receipt", headers=mine), 404)
    fill(session, person, screening)
    done = api.post(path, data={"do": "send"}, headers=mine)
    assert_page(done, 200)
    review = api.get("/api/v1/me/reviews", headers=mine).json()[0]
    told = (review["commitment"], "Reviews in of those drawn by lot: 1. At least one more is needed.", "amend it")
    for words in (*told, "The panel closes at the latest", "goes on the chain"):
        assert words in done.text


def test_the_queue_leaves_out_what_somebody_may_not_review(world, session, api):
    reviewers(session, 3)
    opened(session)
    tick(world, session)
    tick(world, session)
    reader = find_or_add(session, "reader")
    save_profile(session, reader, READY)
    mine = headers_of(session, reader)
    assert "Wellspring Map" in api.get("/review", headers=mine).text
    declared = api.post("/api/v1/me/affiliations", json={"project": PROJECT, "role": "owner"}, headers=mine)
    assert declared.status_code == 201, declared.text
    assert "Wellspring Map" not in api.get("/review", headers=mine).text


def test_a_weak_answer_is_one_that_lacks_what_it_needs():
    assert weakness_of("", None, "") is Weakness.MISSING
    assert weakness_of("yes", None, "") is Weakness.HOW_SURE
    assert weakness_of("no", 5, "no!") is Weakness.NO_WITHOUT_EVIDENCE
    assert weakness_of("yes", 3, "") is Weakness.DOUBTED_YES
    for answer, sure, words in (("not_sure", None, ""), ("yes", 4, ""), ("no", 1, "https://x.example/1")):
        assert weakness_of(answer, sure, words) is None


def test_minutes_are_the_median_pace_once_enough_were_measured():
    assert minutes_for(13, []) == 6
    assert minutes_for(13, [(10_000, 10)] * 4) == 6
    assert minutes_for(10, [(60, 1), (60, 1), (120, 1), (6_000, 1), (240, 2), (0, 0)]) == 20
    assert minutes_for(1, [(1, 10)] * 5) == 1


def test_what_somebody_can_read_and_knows_comes_first():
    both = fit(["fr-CA"], ["Health"], ["fr"], ["health "])
    assert (both.reads, both.knows) == (True, True)
    ranks = [
        both.rank,
        fit([], [], ["fr"], ["Health"]).rank,
        fit(["fr"], ["Health"], ["fr"], []).rank,
        fit(["fr"], ["Health"], ["en"], ["Health"]).rank,
    ]
    assert ranks == [0, 1, 2, 3]
