"""Whether others see a person's page. Hidden until its person shows it.

Not shown by itself: the page says that these contributions, these badges and so the wallet that holds them are one
person's. Each alone is public or nearly so; that they belong together is for the person to tell, and once it has been
read it cannot be unsaid. Whoever wants a public record needs one press for it.
"""

from urllib.parse import quote

from sqlmodel import Session

from quadrille.errors import NotFound, Refused
from quadrille.languages.words import said
from quadrille.people.persons import get_person
from quadrille.people.tables import Person

HIDDEN_REMEDY = "A page is seen by others only while its person shows it; sign in to see your own."

NO_PLACE = {".", ".."}
"""Names that a browser takes for a way up."""


def page_of(pseudonym: str) -> str:
    """The address of a person's page."""
    return f"/people/{quote(pseudonym, safe='')}"


def can_have_page(pseudonym: str) -> bool:
    """Whether an address can hold this name: a slash would end it."""
    return "/" not in pseudonym and pseudonym not in NO_PLACE


def show_page(session: Session, person: Person, is_shown: bool) -> None:
    """Show a person's page to everybody, or hide it again; not yet committed.

    raises  Refused when no address can hold the name
    """
    if is_shown and not can_have_page(person.pseudonym):
        raise Refused(
            said("The name {pseudonym} cannot stand in an address.", pseudonym=person.pseudonym),
            "Choose a name without a slash first.",
        )
    person.shows_page = is_shown
    session.add(person)


def visible_person(session: Session, pseudonym: str, viewer: Person | None) -> Person:
    """The person of this name, for whoever may see their page: everybody while it is shown, else only they themselves.

    raises  NotFound, in the same words whether there is nobody of this name or their page is hidden
    """
    if viewer is not None and viewer.pseudonym == pseudonym:
        return viewer
    try:
        person = get_person(session, pseudonym)
    except NotFound:
        raise _hidden(pseudonym) from None
    if not person.shows_page:
        raise _hidden(pseudonym)
    return person


def _hidden(pseudonym: str) -> NotFound:
    return NotFound("page of", pseudonym, HIDDEN_REMEDY)
