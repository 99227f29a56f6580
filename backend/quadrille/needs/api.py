"""What needs me, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from quadrille.errors import NotAllowed
from quadrille.languages.words import told
from quadrille.needs.need import Need
from quadrille.needs.reading import read_needs
from quadrille.routing import ChainDep, MaybeSignedInDep, SessionDep, SettingsDep, require_operator

router = APIRouter(prefix="/api/v1", tags=["needs"])


class NeedItem(BaseModel):
    """Something to do."""

    kind: str = Field(description="What it is, such as seat, vote, claim, payout, give.")
    words: str = Field(description="The same in words, in the language of the request.")
    url: str = Field(description="The page where it is done.")
    due_at: int | None = Field(description="Until when, in unix seconds; null where nothing ends it.")


class NeedsView(BaseModel):
    """What needs whoever asks, the operator, and everybody; what ends first comes first.

    yours      empty for who is not signed in
    operator   empty for everybody else
    """

    yours: list[NeedItem]
    operator: list[NeedItem]
    everybody: list[NeedItem]


def get_is_operator(request: Request, found: MaybeSignedInDep) -> bool:
    """Whether the operator asks; nobody is refused."""
    try:
        require_operator(request, found)
    except NotAllowed:
        return False
    return True


IsOperatorDep = Annotated[bool, Depends(get_is_operator)]


@router.get("/needs")
def read(
    session: SessionDep, chain: ChainDep, settings: SettingsDep, signed_in: MaybeSignedInDep, is_operator: IsOperatorDep
) -> NeedsView:
    """What needs you: reviews, votes, claims, payouts and more, each with its page and its end."""
    found = read_needs(session, chain, signed_in.person if signed_in else None, is_operator)
    site = settings.public_url.rstrip("/")
    return NeedsView(
        yours=[item_of(need, site) for need in found.yours],
        operator=[item_of(need, site) for need in found.operator],
        everybody=[item_of(need, site) for need in found.everybody],
    )


def item_of(need: Need, site: str) -> NeedItem:
    """A need for programs."""
    return NeedItem(kind=need.kind, words=told(need.words), url=f"{site}{need.url}", due_at=need.due_at)
