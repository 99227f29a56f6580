"""One's own data over HTTP: taken along, erased, and the contact that one leaves for the operator."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from quadrille.body import Body
from quadrille.people import contacts
from quadrille.people.api import keep_session
from quadrille.privacy.erasure import GOES, STAYS, erase_confirmed
from quadrille.privacy.export import export
from quadrille.routing import PersonDep, SessionDep, SettingsDep

router = APIRouter(prefix="/api/v1", tags=["people"])


class ErasureRequest(Body):
    """One's own pseudonym, so that nobody is erased by mistake."""

    confirm: str = Field(max_length=64)


class ErasureView(BaseModel):
    """What was erased, by how many, and in words what is gone and what stays."""

    erased: dict[str, int]
    gone: str
    stays: str


class ContactRequest(Body):
    """How the operator can reach one: an e-mail address, a number, a handle."""

    contact: str = Field(min_length=1, max_length=contacts.CONTACT_CHARACTERS)


class ContactView(BaseModel):
    """Whether there is a contact, and since when; what it is, this server cannot read."""

    has_contact: bool
    made_at: int | None


@router.get("/me/export")
def export_own(person: PersonDep, session: SessionDep) -> JSONResponse:
    """All of one's own data, as a file."""
    named = {"content-disposition": 'attachment; filename="quadrille-export.json"'}
    return JSONResponse(export(session, person), headers=named)


@router.delete("/me")
def erase_own(
    body: ErasureRequest, response: Response, person: PersonDep, session: SessionDep, settings: SettingsDep
) -> ErasureView:
    """Erase oneself for ever: text, sign-in, links, contact. Badges stay; unused claim codes end."""
    counts = erase_confirmed(session, person, body.confirm)
    keep_session(response, settings, "")
    return ErasureView(erased=counts, gone=GOES, stays=STAYS)


@router.get("/me/contact")
def look_at_contact(person: PersonDep, session: SessionDep) -> ContactView:
    """Whether one left a contact, and since when."""
    found = contacts.find_contact(session, person)
    return ContactView(has_contact=found is not None, made_at=found.made_at if found else None)


@router.put("/me/contact")
def leave_contact(body: ContactRequest, person: PersonDep, session: SessionDep, settings: SettingsDep) -> ContactView:
    """Leave a contact in place of the one before; it is sealed to the operator's key."""
    row = contacts.leave_contact(session, settings, person, body.contact)
    session.commit()
    return ContactView(has_contact=True, made_at=row.made_at)


@router.delete("/me/contact", status_code=HTTPStatus.NO_CONTENT)
def drop_contact(person: PersonDep, session: SessionDep) -> None:
    """Delete one's own contact."""
    contacts.drop_contact(session, person)
    session.commit()
