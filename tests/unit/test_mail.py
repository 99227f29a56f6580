"""E-mail addresses, what a mail looks like, and the settings of the mail server; nothing here is sent."""

import traceback
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.config import Settings
from quadrille.errors import BadInput, MailUnreachable, Misconfigured
from quadrille.people.mail import KEPT_HERE, Letter, LocalBox, composed, normalised
from quadrille.people.mail_sign_in import path_in, write_letter
from quadrille.types import Timestamp

NOW = Timestamp(1_700_000_000)


@pytest.mark.parametrize(
    ("typed", "known_as"),
    [
        ("amina@example.org", "amina@example.org"),
        ("Amina.Diallo@EXAMPLE.org", "amina.diallo@example.org"),
        ("POSTMASTER@Example.Org", "postmaster@example.org"),
        ("a+quadrille@example.org", "a+quadrille@example.org"),
        ("o'brien@example.org", "o'brien@example.org"),
        ("amina@Bücher.example", "amina@xn--bcher-kva.example"),
        ("amina@xn--bcher-kva.example", "amina@xn--bcher-kva.example"),
        ("JÖRG@example.org", "jörg@example.org"),
        ("jo\u0308rg@example.org", "jörg@example.org"),
        ("МИРА@example.org", "мира@example.org"),
        ("أمينة@example.org", "أمينة@example.org"),
        ("山田@例え.example", "山田@xn--r8jz45g.example"),
        ("a" * 64 + "@" + ".".join(["b" * 60] * 3 + ["org"]), "a" * 64 + "@" + ".".join(["b" * 60] * 3 + ["org"])),
    ],
)
def test_an_address_is_known_by_one_way_to_write_it(typed, known_as):
    assert normalised(typed) == known_as


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("straße@example.org", "strasse@example.org"),
        ("mıke@example.org", "mike@example.org"),
        ("ſam@example.org", "sam@example.org"),
        ("a.b@example.org", "ab@example.org"),
        ("a+b@example.org", "a@example.org"),
        ("аmina@example.org", "amina@example.org"),
    ],
)
def test_two_mailboxes_stay_two(one, other):
    assert normalised(one) != normalised(other)


BREAKS = ("\r\n", "\n", "\r", "\0", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "%0d%0a\r\n")


@pytest.mark.parametrize("line", BREAKS)
@pytest.mark.parametrize(
    "pattern",
    ["a@example.org{}Bcc: b@example.org", "a{}b@example.org", "{}a@example.org", "a@example.org{}", "a@{}example.org"],
)
def test_no_address_brings_a_line_of_its_own(pattern, line):
    with pytest.raises(BadInput):
        normalised(pattern.format(line))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "amina",
        "amina@",
        "@example.org",
        "amina@localhost",
        "amina@[127.0.0.1]",
        "amina@example..org",
        ".amina@example.org",
        "amina@example.org, bruno@example.org",
        "amina@example.org;bruno@example.org",
        "Amina <amina@example.org>",
        "<amina@example.org>",
        '"amina bruno"@example.org',
        "amina@bruno@example.org",
        "amina @example.org",
        "amina@example.org ",
        "a\u202emina@example.org",
        "\ud800@example.org",
        "amina@\ud800.org",
        "a" * 60 + "@" + ".".join(["b" * 60] * 3 + ["example"]) + "x" * 20,
        "x" * 100_000,
    ],
)
def test_what_is_no_one_address_is_refused_and_not_told(typed):
    with pytest.raises(BadInput) as refusal:
        normalised(typed)
    assert refusal.value.remedy
    # A traceback may go into a log.
    assert refusal.value.__suppress_context__
    if len(typed) > len("@example.org"):
        assert typed not in "".join(traceback.format_exception(refusal.value))


@given(st.one_of(st.emails(), st.text(), st.builds("{}@example.org".format, st.text(min_size=1, max_size=8))))
def test_what_comes_out_is_an_address_and_stays_as_it_is(typed):
    try:
        plain = normalised(typed)
    except BadInput:
        return
    assert normalised(plain) == plain
    assert not plain.isascii() or normalised(plain.upper()) == plain
    assert len(plain) <= 254
    assert plain.count("@") == 1
    assert plain.isprintable()
    assert not any(letter.isspace() for letter in plain)
    assert plain.partition("@")[2].isascii()


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Settings(
        smtp_url="smtps://post:hunter2@mail.example.org", mail_from='"Quadrille, of us" <post@example.org>',
        public_url="https://quadrille.example",
    )  # fmt: skip


def test_a_mail_says_where_how_long_how_often_and_what_to_do_about_a_mistake(settings):
    letter = write_letter(settings, "amina@example.org", "TOKEN", NOW)
    read = message_from_bytes(composed(settings, letter).as_bytes(), policy=default)
    assert read["To"] == "amina@example.org"
    assert read["From"].addresses[0].addr_spec == "post@example.org"
    assert read["From"].addresses[0].display_name == "Quadrille, of us"
    assert read["Message-ID"].endswith("@quadrille.example>")
    assert read["Auto-Submitted"] == "auto-generated"
    assert read.get_content_type() == "text/plain"
    told = read.get_content()
    assert "https://quadrille.example/sign-in/link/TOKEN" in told.splitlines()
    for words in ("once, for 15 minutes, until 22:28 UTC", "in the browser where you asked", "If you did not ask"):
        assert words in told
    assert "amina" not in told
    assert path_in(letter) == "/sign-in/link/TOKEN"


@pytest.mark.parametrize("to", ["a" * 64 + "@" + ".".join(["b" * 60] * 3 + ["org"]), "jörg@example.org"])
def test_a_long_address_or_one_in_another_script_is_not_taken_apart(settings, to):
    message = composed(settings, Letter(to, "Subject", "Text", NOW))
    assert f"To: {to}\r\n".encode() in message.as_bytes(policy=message.policy.clone(utf8=True))


@pytest.mark.parametrize("line", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("field", ["to", "subject"])
def test_a_line_break_in_a_header_is_refused_even_past_the_checks(settings, field, line):
    letter = {"to": "a@example.org", "subject": "Subject", "text": "Text", "made_at": NOW}
    with pytest.raises(ValueError, match=r"(?i)header"):
        composed(settings, Letter(**letter | {field: f"a@example.org{line}Bcc: b@example.org"}))


def test_the_box_of_a_local_chain_keeps_the_newest():
    box = LocalBox()
    for number in range(KEPT_HERE + 3):
        box.put(Letter("a@example.org", str(number), "", NOW))
    assert [letter.subject for letter in box.letters()] == [str(number) for number in range(KEPT_HERE + 2, 2, -1)]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"smtp_url": "http://mail.example.org"}, "QUADRILLE_SMTP_URL: URL scheme should be"),
        ({"smtp_url": "mail.example.org"}, "QUADRILLE_SMTP_URL: "),
        ({"smtp_url": "smtp://"}, "QUADRILLE_SMTP_URL: "),
        ({"smtp_url": "smtp://user:hunter2@mail.example.org"}, "QUADRILLE_SMTP_URL: a password needs TLS"),
        ({"smtp_url": "smtp://mail.example.org", "mail_from": None}, "set without QUADRILLE_MAIL_FROM"),
        ({"mail_from": "nobody"}, "QUADRILLE_MAIL_FROM: "),
        ({"mail_from": "a@example.org\nBcc: b@example.org"}, "QUADRILLE_MAIL_FROM: "),
        ({"mail_from": "A\nBcc: b@example.org <a@example.org>"}, "QUADRILLE_MAIL_FROM: "),
        ({"mail_from": "jörg@example.org"}, "QUADRILLE_MAIL_FROM: the address has letters outside ASCII"),
    ],
)
def test_a_mail_server_that_cannot_be_meant_is_refused_without_its_password(given, told):
    with pytest.raises(Misconfigured) as refusal:
        Settings(**{"mail_from": "a@example.org", **given})
    assert told in refusal.value.cause
    assert "hunter2" not in "".join(traceback.format_exception(refusal.value))


def test_the_mail_server_s_password_is_never_printed(settings):
    for text in (repr(settings), str(settings), f"{settings.model_dump()}", settings.model_dump_json()):
        assert "hunter2" not in text


def test_the_mail_server_is_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("QUADRILLE_SMTP_URL", "smtp+starttls://us%40er:p%2Fw@[::1]:2525")
    monkeypatch.setenv("QUADRILLE_MAIL_FROM", "post@example.org")
    url = Settings().smtp_url.get_secret_value()
    assert (url.scheme, url.host, url.port, url.username, url.password) == (
        "smtp+starttls", "[::1]", 2525, "us%40er", "p%2Fw",
    )  # fmt: skip


def test_why_no_mail_was_sent_is_told_with_what_to_do():
    error = MailUnreachable("Connection refused")
    assert error.cause == "The mail could not be sent (Connection refused)."
    assert error.remedy
