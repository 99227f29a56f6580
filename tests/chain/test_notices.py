"""Notices by e-mail: confirmed first, at most one a day, never twice, never lost, and stopped with one click."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from chain.answers import assert_page, assert_problem
from chain.mail_server import mail_server
from chain.sign_in import bearer
from quadrille.app import make_app
from quadrille.config import Settings
from quadrille.db import make_engine, writing
from quadrille.errors import BadInput, BadParameter, MailUnreachable, NotAllowed, Refused
from quadrille.needs.need import Need, NeedKind
from quadrille.notices import outgoing, subscribing
from quadrille.notices.digesting import NoticeSending
from quadrille.notices.kinds import GROUPS
from quadrille.notices.tables import NoticeMail, NoticeSubscription
from quadrille.people.mail import LocalBox, send
from quadrille.people.persons import find_or_add
from quadrille.privacy.erasure import erase
from quadrille.privacy.retention import purge
from quadrille.types import Timestamp

ADDRESS = "amina@mailbox.example"
VOTE = Need(NeedKind.VOTE, "Vote on “Fund it”.", "/vote/1", 1_795_824_000)
SEAT = Need(NeedKind.SEAT, "You were drawn to review Wells.", "/review/1")
DAY = 86_400
NOW = Timestamp(1_900_000_000)


class Post:
    """One subscriber, what needs them, and a worker whose clock is ours."""

    def __init__(self, world, session, monkeypatch):
        self.world, self.session = world, session
        self.settings = world.settings
        self.engine = session.get_bind()
        self.needs: list[Need] = []
        self.now = NOW
        self.box = LocalBox()
        monkeypatch.setattr(time, "time", lambda: float(self.now))
        self.person = find_or_add(session, "amina")
        session.commit()

    def ask(self, address=ADDRESS, kinds=tuple(GROUPS), language="en"):
        row = subscribing.subscribe(self.session, self.settings, self.person, address, kinds, language)
        self.session.commit()
        return row

    def confirm(self):
        self.ask()
        self.run()
        subscribing.confirm(self.session, self.token())
        return self

    def token(self):
        return re.search("/notices/confirm/(\\S+)", self.box.letters()[0].text)[1]

    def worker(self, carry=None):
        made = NoticeSending(self.engine, self.world.chain, self.box, lambda *_: self.needs)
        made.carry = carry or self.box.put
        return made

    def run(self, carry=None):
        self.session.commit()
        worker = self.worker(carry)
        for _ in range(20):
            if not (worker.look(self.now) or outgoing.send_next(self.engine, self.settings, worker.carry, self.now)):
                break
        self.session.expire_all()

    def mails(self):
        self.session.commit()
        return self.session.exec(select(NoticeMail).order_by(NoticeMail.id)).all()


@pytest.fixture
def post(world, session, monkeypatch):
    return Post(world, session, monkeypatch)


def test_nothing_but_a_link_is_mailed_before_the_address_is_confirmed(post):
    post.needs = [VOTE]
    post.ask()
    post.run()
    (letter,) = post.box.letters()
    assert letter.to == ADDRESS
    assert "/notices/confirm/" in letter.text
    assert "Fund it" not in letter.text
    subscribing.confirm(post.session, post.token())
    post.run()
    assert post.box.letters()[0].subject == "1 thing needs you"
    assert f"* Vote on “Fund it”.\n  {post.settings.public_url}/vote/1" in post.box.letters()[0].text
    assert "amina" not in post.box.letters()[0].text


def test_at_most_one_mail_a_day_and_only_for_what_is_new(post):
    post.needs = [VOTE]
    post.confirm().run()
    assert len(post.box.letters()) == 2
    for hours in range(1, 48):
        post.now = Timestamp(NOW + hours * 3_600)
        post.run()
    # For two days nothing was new.
    assert len(post.box.letters()) == 2
    post.needs = [VOTE, SEAT]
    post.now = Timestamp(NOW + 48 * 3_600)
    post.run()
    assert len(post.box.letters()) == 3
    post.needs = [SEAT, Need(NeedKind.CLAIM, "Claim badge 1.", "/review#badge-1")]
    post.now = Timestamp(post.now + 3_600)
    post.run()
    assert len(post.box.letters()) == 3
    post.now = Timestamp(post.now + DAY)
    post.run()
    assert "Claim badge 1." in post.box.letters()[0].text
    assert len(post.box.letters()) == 4


def test_only_what_was_chosen_is_told(post):
    post.needs = [VOTE]
    post.confirm()
    post.ask("", ["reviews"])
    post.run()
    assert len(post.box.letters()) == 1
    post.needs = [VOTE, SEAT]
    post.now = Timestamp(post.now + DAY)
    post.run()
    assert "Wells" in post.box.letters()[0].text
    assert "Fund it" not in post.box.letters()[0].text


def test_a_mail_goes_through_a_real_server_with_the_headers_that_stop_it(post, world, monkeypatch):
    post.needs = [VOTE]
    post.confirm()
    with mail_server() as (taken, port):
        monkeypatch.setenv("QUADRILLE_SMTP_URL", f"smtp://127.0.0.1:{port}")
        monkeypatch.setenv("QUADRILLE_MAIL_FROM", "Quadrille <post@example.org>")
        settings = Settings()
        worker = NoticeSending(post.engine, world.chain, None, lambda *_: post.needs)
        worker.settings = settings
        worker.carry = lambda letter: send(settings, letter)
        post.session.commit()
        assert worker.step()
        assert worker.step()
    (mail,) = taken.mails
    assert taken.recipients == [ADDRESS]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = mail["List-Unsubscribe"].strip("<>")
    assert stop in mail.get_content()
    path = stop.removeprefix(settings.public_url)
    with TestClient(make_app(world.settings, world.chain)) as client:
        # To look at the link changes nothing: mail scanners do.
        assert_page(client.get(path), 200)
        assert post.session.exec(select(NoticeSubscription)).one().address_sealed
        post.session.commit()
        assert_page(client.post(f"{path[:-1]}{'0' if path[-1] != '0' else '1'}"), 403)
        # What a mailbox sends (RFC 8058): no cookie, no form of ours.
        body = {"List-Unsubscribe": "One-Click"}
        assert_page(client.post(path, data=body), 200)
        assert_page(client.post(path, data=body), 200)
    post.session.expire_all()
    assert post.session.exec(select(NoticeSubscription)).one().address_sealed == ""
    post.needs = [SEAT]
    post.now = Timestamp(post.now + 2 * DAY)
    post.run()
    assert len(post.box.letters()) == 1


def test_a_server_that_is_down_is_tried_again_later_and_seen_by_the_operator(post, operator, api):
    def down(_letter):
        raise MailUnreachable("Connection refused")

    post.needs = [VOTE]
    post.confirm()
    post.run(down)
    (row,) = [mail for mail in post.mails() if mail.key.startswith("day")]
    assert (row.state, row.attempts, row.trouble) == ("queued", 1, "Connection refused")
    seen = operator.get("/api/v1/notices/mails").json()
    assert seen[-1]["trouble"] == "Connection refused"
    assert ADDRESS not in str(seen)
    assert_problem(api.get("/api/v1/notices/mails"), 403)
    words = [one["words"] for one in operator.get("/api/v1/needs").json()["operator"]]
    assert words == ["1 notice by e-mail could not be sent yet; it is tried again."]
    post.run()
    assert len(post.box.letters()) == 1
    post.now = Timestamp(post.now + 61)
    post.run()
    assert len(post.box.letters()) == 2
    assert [mail.state for mail in post.mails()] == ["sent", "sent"]


def test_a_mailbox_that_takes_nothing_is_left_alone_after_a_day_and_a_half(post):
    def refuses(_letter):
        raise MailUnreachable("it does not take mail for this address, code 550")

    post.needs = [VOTE]
    post.confirm()
    for _ in range(200):
        post.run(refuses)
        post.now = Timestamp(post.now + 3_600)
    row = post.mails()[-1]
    assert (row.state, row.attempts, row.content_sealed) == ("failed", outgoing.MOST_ATTEMPTS, "")
    assert subscribing.subscription_of(post.session, post.person).stopped_at is not None
    assert len(post.mails()) == 2


def test_a_crash_before_sending_loses_nothing_and_one_after_it_is_known_by_the_message_s_id(post):
    class Crash(Exception):
        pass

    def dies_before(_letter):
        raise Crash

    def dies_after(letter):
        post.box.put(letter)
        raise Crash

    post.needs = [VOTE]
    post.confirm()
    for dies, had in ((dies_before, 1), (dies_after, 2)):
        with pytest.raises(Crash):
            post.run(dies)
        assert len(post.box.letters()) == had
        # Another worker does not touch it while the first may still be at it.
        post.run()
        assert len(post.box.letters()) == had
        post.now = Timestamp(post.now + outgoing.ABANDONED_SECONDS)
    post.run()
    again, first, _ = post.box.letters()
    assert again.message_id == first.message_id
    assert again.text == first.text
    assert len([mail for mail in post.mails() if mail.key.startswith("day")]) == 1
    post.now = Timestamp(post.now + outgoing.ABANDONED_SECONDS)
    post.run()
    assert len(post.box.letters()) == 3


@pytest.mark.parametrize("workers", [6])
def test_many_workers_at_once_write_one_mail_and_send_it_once(post, database_url, world, workers, monkeypatch):
    engine = make_engine(database_url)
    with writing(engine) as session:
        post.session, post.engine = session, engine
        post.person = find_or_add(session, "amina")
        session.commit()
        post.needs = [VOTE]
        post.confirm()
        sent = []

        def work(_):
            worker = post.worker(sent.append)
            for _ in range(4):
                worker.look(post.now)
                outgoing.send_next(engine, post.settings, sent.append, post.now)

        session.commit()
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(work, range(workers)))
        assert len(sent) == 1
        assert len([mail for mail in post.mails() if mail.key.startswith("day")]) == 1
    engine.dispose()


def test_nobody_s_mailbox_is_flooded_by_asking_stopping_or_naming_others(post):
    for turn in range(8):
        post.ask()
        if turn % 2:
            subscribing.forget(post.session, subscribing.subscription_of(post.session, post.person))
    post.run()
    other = find_or_add(post.session, "bruno")
    subscribing.subscribe(post.session, post.settings, other, ADDRESS.upper(), ["votes"], "en")
    post.run()
    assert len(post.box.letters()) <= 1
    for number in range(20):
        post.ask(f"somebody-{number}@mailbox.example")
        post.now = Timestamp(post.now + 1)
    post.run()
    assert len(post.box.letters()) <= subscribing.MOST_LINKS_AN_HOUR


def test_what_is_no_address_or_no_choice_is_refused_and_a_link_works_once(post):
    for address, kinds, language, kind in (
        ("not an address", ["votes"], "en", BadInput),
        ("a@b.example\r\nBcc: c@d.example", ["votes"], "en", BadInput),
        ("", ["votes"], "en", Refused),
        (ADDRESS, [], "en", BadParameter),
        (ADDRESS, ["votes", "votes"], "en", BadParameter),
        (ADDRESS, ["everything"], "en", BadParameter),
        (ADDRESS, ["votes"], "xx", BadParameter),
    ):
        with pytest.raises(kind):
            post.ask(address, kinds, language)
        post.session.rollback()
    post.ask()
    post.run()
    token = post.token()
    post.now = Timestamp(post.now + subscribing.CONFIRM_SECONDS)
    with pytest.raises(NotAllowed):
        subscribing.confirm(post.session, token)
    post.now = NOW
    subscribing.confirm(post.session, token)
    with pytest.raises(NotAllowed):
        subscribing.confirm(post.session, token)


def test_a_letter_is_in_the_language_that_was_chosen_whoever_runs_the_worker(post):
    post.needs = [Need(NeedKind.VOTE, "Vote.", "/vote/1")]
    post.confirm()
    post.ask("", list(GROUPS), "ar")
    post.run()
    assert post.session.exec(select(NoticeSubscription)).one().language == "ar"
    assert len(post.box.letters()) == 2


def test_no_address_stands_in_the_database_and_both_erasing_and_time_take_all_away(post, world):
    post.needs = [VOTE]
    post.confirm().run()
    content = b"".join(file.read_bytes() for file in world.folder.glob("test.db*"))
    assert ADDRESS.encode() not in content
    assert b"Fund it" not in content
    subscribing.forget(post.session, subscribing.subscription_of(post.session, post.person))
    post.session.commit()
    purge(post.session, Timestamp(post.now + DAY))
    post.session.commit()
    assert post.mails() == []
    assert post.session.exec(select(NoticeSubscription)).all() == []
    post.ask("else@mailbox.example")
    erase(post.session, post.person)
    post.session.commit()
    assert post.mails() == []
    assert post.session.exec(select(NoticeSubscription)).all() == []


def test_a_person_asks_confirms_and_stops_on_pages(world, api):
    wallet = world.somebody()
    token = bearer(api, wallet)["authorization"].removeprefix("Bearer ")
    cookies = {"cookie": f"quadrille={token}"}
    assert api.get("/me/notices", follow_redirects=False).headers["location"] == "/sign-in?next=%2Fme%2Fnotices"
    page = api.get("/me/notices", headers=cookies)
    assert_page(page, 200)
    form_token = page.text.partition('name="form_token" value="')[2].partition('"')[0]
    form = {"address": ADDRESS, "kinds": ["votes", "reviews"], "spoken": "fr"}
    assert_page(api.post("/me/notices", data=form, headers=cookies), 403)
    done = api.post("/me/notices", data={**form, "form_token": form_token}, headers=cookies, follow_redirects=False)
    assert done.status_code == 303, done.text
    assert "not confirmed yet" in api.get("/me/notices", headers=cookies).text
    app_box, engine = api.app.state.mails, api.app.state.engine
    outgoing.send_next(engine, world.settings, app_box.put, Timestamp(int(time.time())))
    assert "/notices/confirm/" in api.get("/dev/mail").text
    link = re.search("/notices/confirm/\\S+", app_box.letters()[0].text)[0]
    assert_page(api.get(link), 200)
    assert "not confirmed yet" in api.get("/me/notices", headers=cookies).text
    assert_page(api.post(link), 200)
    assert "Notices are on" in api.get("/me/notices", headers=cookies).text
    assert_page(api.post(link), 403)
    ended = api.post("/me/notices/end", data={"form_token": form_token}, headers=cookies, follow_redirects=False)
    assert ended.status_code == 303
    assert "Notices are on" not in api.get("/me/notices", headers=cookies).text
