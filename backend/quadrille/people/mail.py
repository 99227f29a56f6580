"""Sending a mail: over SMTP, or into a box of this process on a local chain that has no mail server.

The standard library's client does it: a route that sends runs in a thread already, so that another library, for waiting
without a thread, would gain nothing.
"""

import smtplib
import ssl
import threading
import unicodedata
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from email_validator import EmailNotValidError, validate_email
from pydantic import AnyUrl

from quadrille.config import Settings
from quadrille.errors import BadInput, MailUnreachable, Refused
from quadrille.types import Timestamp

ADDRESS_CHARACTERS = 254
"""The longest address that fits between the brackets of SMTP's path (RFC 5321, 4.5.3.1.3; RFC 3696, erratum 1690)."""

ANSWER_SECONDS = 10
"""How long a server may take for each of its answers. A client that nobody waits for would give it minutes."""

SENT_AT_ONCE = 8
"""Mails on their way at a time: a server that hangs holds as many of our 40 threads, and no page waits for it."""

KEPT_HERE = 50
"""Mails in the box of a process; the oldest goes first."""

LINE_CHARACTERS = 998
"""RFC 5322, 2.1.1: the longest line. At the 78 that it recommends, a long address or link would be taken apart."""

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
"""RFC 5321, RFC 6409 (submission), RFC 8314 (submission within TLS)."""

_places = threading.BoundedSemaphore(SENT_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in plain text.

    headers      besides the usual ones, as pairs
    message_id   of a letter that may be sent again after a crash, so that a mailbox knows it; else one is made
    """

    to: str
    subject: str
    text: str
    made_at: Timestamp
    headers: tuple[tuple[str, str], ...] = ()
    message_id: str = ""


Carrier = Callable[[Letter], None]
"""Takes a letter away; raises MailUnreachable when it could not."""


class LocalBox:
    """Mails of a local chain, for `/dev/mail`. In memory: with several processes, each shows its own."""

    def __init__(self) -> None:
        self._letters: deque[Letter] = deque(maxlen=KEPT_HERE)

    def put(self, letter: Letter) -> None:
        """Keep a letter."""
        self._letters.appendleft(letter)

    def letters(self) -> list[Letter]:
        """What is kept, the newest first."""
        return list(self._letters)


def normalised(address: str) -> str:
    """The one way to write an address that may be written in several; raises BadInput for what is none.

    The domain becomes lower case ASCII (IDNA); the part before it becomes lower case, in Unicode's form NFC. What
    follows a "+" stays. Mail goes to what comes out, not to what was typed: two people whose addresses come out the
    same could else sign in as each other. For that reason case is not folded further: "ß" and "ss" are two mailboxes.
    """
    try:
        found = validate_email(address, check_deliverability=False)
        assert found.local_part is not None
        local = unicodedata.normalize("NFC", found.local_part.lower())
        # Once more: what is mailed to is itself an address.
        again = validate_email(f"{local}@{found.ascii_domain}", check_deliverability=False)
    except (EmailNotValidError, UnicodeError):
        # `from None`: what was typed is in it, and must not get into a log.
        raise BadInput("This is no e-mail address.", "Give one address, such as name@example.org.") from None
    plain = f"{again.local_part}@{again.ascii_domain}"
    if len(plain) > ADDRESS_CHARACTERS:
        raise BadInput("This e-mail address is too long.", f"Give one of at most {ADDRESS_CHARACTERS} characters.")
    return plain


def can_send(settings: Settings) -> bool:
    """Whether mail leaves this server, or is shown by it."""
    return settings.smtp_url is not None or shows_mail(settings)


def shows_mail(settings: Settings) -> bool:
    """Whether mails stay here for everybody to read: only on the local chain, and only without a mail server."""
    return settings.is_development and settings.smtp_url is None


def carrier_of(settings: Settings, box: LocalBox) -> Carrier:
    """What takes letters away from here; raises Refused on a server that sends none."""
    if not can_send(settings):
        raise Refused("This server sends no e-mail.", "Sign in with a wallet.")
    return box.put if shows_mail(settings) else lambda letter: send(settings, letter)


def send(settings: Settings, letter: Letter) -> None:
    """Hand a letter to the server of `smtp_url`; raises MailUnreachable when it was not taken.

    Whoever calls this has no transaction open: a server may take its time.
    """
    assert settings.smtp_url is not None
    if not _places.acquire(blocking=False):
        raise MailUnreachable("too many mails are on their way at this moment")
    try:
        with _connected(settings.smtp_url.get_secret_value(), host_of(settings)) as server:
            server.send_message(composed(settings, letter))
    except smtplib.SMTPException as problem:
        raise MailUnreachable(_reason(problem)) from None
    except ssl.SSLCertVerificationError as problem:
        raise MailUnreachable(f"its certificate does not hold: {problem.verify_message}") from None
    except UnicodeError:
        raise MailUnreachable("its name, the user or the password is none that SMTP can send") from None
    except OSError as problem:
        raise MailUnreachable(problem.strerror or type(problem).__name__) from None
    finally:
        _places.release()


def composed(settings: Settings, letter: Letter) -> EmailMessage:
    """The letter as RFC 5322 has it; a line break in any header raises ValueError."""
    assert settings.mail_from is not None
    message = EmailMessage(policy=SMTP.clone(max_line_length=LINE_CHARACTERS))
    message["From"] = formataddr((settings.mail_from.name, settings.mail_from.email))
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = formatdate(letter.made_at)
    # Not the name of this machine, which is nobody's business.
    message["Message-ID"] = letter.message_id or make_msgid(domain=host_of(settings))
    # RFC 3834: nobody's holiday notice answers it.
    message["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers:
        message[name] = value
    message.set_content(letter.text)
    return message


def _connected(url: AnyUrl, own_host: str) -> smtplib.SMTP:
    host, port = (url.host or "").strip("[]"), url.port or PORTS[url.scheme]
    # Certificate and name are checked against the system's authorities, or SSL_CERT_FILE.
    tls = ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, own_host, timeout=ANSWER_SECONDS, context=tls)
    else:
        server = smtplib.SMTP(host, port, own_host, timeout=ANSWER_SECONDS)
    try:
        if url.scheme == "smtp+starttls":
            server.starttls(context=tls)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def host_of(settings: Settings) -> str:
    """The name of this server as people know it."""
    return urlsplit(settings.public_url).hostname or "localhost"


def _reason(problem: smtplib.SMTPException) -> str:
    """Why the server took no mail, in words of ours: its own may hold the address."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _ in problem.recipients.values()})
        return f"it does not take mail for this address, code {codes[0]}"
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"it refused with code {problem.smtp_code}"
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return "it does not know a step that this mail needs"
    return "it ended the connection, or did not answer in time"
