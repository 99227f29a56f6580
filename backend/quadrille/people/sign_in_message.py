"""The message that a wallet signs to sign in (EIP-4361): written, read, and judged; all of it pure.

The library reads and writes the format. It warns where we refuse (an address in one case), and what a server has to
decide, it leaves to the server: domain, address of the site, chain, and the times.
"""

import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from eth_utils.address import is_checksum_address
from siwe import SiweMessage, VerificationError

from quadrille.errors import BadInput, NotAllowed
from quadrille.languages.words import said
from quadrille.types import Address, Timestamp

STATEMENT = "Sign in to Quadrille. This moves no money and costs nothing."

MESSAGE_CHARACTERS = 1_200
"""Ours has about 400. The time to read one grows with the square of its length: 0.2 s for this, 3 s for 4 000."""

LATEST_CLOCK_SECONDS = 120
"""How far a wallet's clock may run ahead of ours."""

MOST_AGE_SECONDS = 600
"""A message counts for ten minutes at the most, also one that names no end."""

FORM_REMEDY = "Ask this server for the message, and sign it letter for letter."


@dataclass(frozen=True, slots=True)
class Site:
    """Where people sign in: the address of our pages, and the chain."""

    url: str
    chain_id: int

    @property
    def domain(self) -> str:
        """The host, with its port where one is named: what the wallet holds against the page it is on."""
        return urlsplit(self.url).netloc

    @property
    def scheme(self) -> str:
        """http or https."""
        return urlsplit(self.url).scheme


def write_message(site: Site, wallet: Address, nonce: str, now: Timestamp) -> str:
    """The text for the wallet to sign."""
    message = SiweMessage(
        domain=site.domain,
        address=wallet,
        statement=STATEMENT,
        uri=site.url,
        version="1",
        chain_id=site.chain_id,
        nonce=nonce,
        issued_at=_iso(now),
        expiration_time=_iso(Timestamp(now + MOST_AGE_SECONDS)),
    )
    return str(message.prepare_message())


def read_message(text: str) -> SiweMessage:
    """The message in a text; raises BadInput unless it is EIP-4361 to the letter, its address in EIP-55 form."""
    if len(text) > MESSAGE_CHARACTERS:
        raise BadInput(f"The message has {len(text)} characters; at most {MESSAGE_CHARACTERS} are read.", FORM_REMEDY)
    try:
        with warnings.catch_warnings():
            # The library warns of an address in one case; it is refused below.
            warnings.simplefilter("ignore")
            message = SiweMessage.from_message(text)
        is_canonical = message.prepare_message() == text
    except (ValueError, VerificationError, OverflowError, RecursionError) as problem:
        raise BadInput("The message is not in the form of EIP-4361.", FORM_REMEDY) from problem
    if not is_canonical or not is_checksum_address(str(message.address)):
        raise BadInput("The message is not in the form of EIP-4361.", FORM_REMEDY)
    return message


def check_message(message: SiweMessage, site: Site, now: Timestamp) -> Address:
    """Who wants to sign in; raises NotAllowed when the message is for another site, chain or time."""
    check_site(message, site)
    check_age(message, now)
    check_window(message, now)
    return Address(str(message.address))


def check_site(message: SiweMessage, site: Site) -> None:
    """Raise NotAllowed unless the message was signed for this site: another's must not open this one."""
    if message.domain != site.domain or message.scheme not in (None, site.scheme):
        raise NotAllowed(
            said("The message is for {domain}, this is {own_domain}.", domain=message.domain, own_domain=site.domain),
            FORM_REMEDY,
        )
    if _origin(str(message.uri)) != _origin(site.url):
        raise NotAllowed(said("The message's URI is not of {url}.", url=site.url), FORM_REMEDY)
    # A contract's signature is looked up on this chain.
    if message.chain_id != site.chain_id:
        raise NotAllowed(
            said(
                "The message is for chain {chain_id}, this is chain {own_chain_id}.",
                chain_id=message.chain_id,
                own_chain_id=site.chain_id,
            ),
            FORM_REMEDY,
        )


def check_age(message: SiweMessage, now: Timestamp) -> None:
    """Raise NotAllowed unless the message was made now, not long ago nor for later."""
    issued_at = _unix(message.issued_at)
    if issued_at > now + LATEST_CLOCK_SECONDS:
        raise NotAllowed("The message is from the future.", "Set the device's clock, and sign a new one.")
    if now - issued_at >= MOST_AGE_SECONDS:
        raise NotAllowed(
            said("The message is older than {most_age_seconds} minutes.", most_age_seconds=MOST_AGE_SECONDS // 60),
            "Sign a new one.",
        )


def check_window(message: SiweMessage, now: Timestamp) -> None:
    """Raise NotAllowed unless the message's own window is open, [not before, expiration)."""
    if message.expiration_time is not None and now >= _unix(message.expiration_time):
        raise NotAllowed("The message has expired.", "Sign a new one.")
    if message.not_before is not None and now < _unix(message.not_before):
        raise NotAllowed("The message does not count yet.", "Wait, or sign one without a start.")


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _unix(iso: object) -> float:
    return datetime.fromisoformat(str(iso)).timestamp()


def _iso(moment: Timestamp) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
