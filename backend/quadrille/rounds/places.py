"""Which round a page is about: named by its number, or by its address, which leads on to the number."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from fastapi.responses import RedirectResponse

from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.states import RoundStatus
from quadrille.languages.words import gettext as _
from quadrille.rounds.asset import asset_of
from quadrille.rounds.coin import Asset
from quadrille.rounds.course.course import STATUS_WORDS
from quadrille.rounds.numbering import REFERENCE, address_of, path_of
from quadrille.rounds.reading import read_rules
from quadrille.routing import ChainDep, SessionDep

RoundReference = Annotated[str, Path(pattern=REFERENCE)]


@dataclass(frozen=True, slots=True)
class Place:
    """A round and where its pages are; `moved` is the answer for whoever came by another name of it, else None."""

    round: AnyRound
    path: str
    moved: RedirectResponse | None

    @property
    def asset(self) -> Asset:
        """What the round's amounts are in."""
        return asset_of(self.round)

    def facts(self, status: RoundStatus | None = None, title: str | None = None) -> dict[str, Any]:
        """What the head of each page of the round tells, see `round_parts.html`; what is known is not read again."""
        had, asset = self.round.status() if status is None else status, self.asset
        return {
            "path": self.path,
            "address": self.round.address,
            "title": read_rules(self.round).title if title is None else title,
            "mode": self.round.mode.name.lower(),
            "state": had.name.lower(),
            "state_words": _(STATUS_WORDS[had]),
            "is_before_close": had in (RoundStatus.PENDING, RoundStatus.OPEN),
            "symbol": asset.symbol,
            "decimals": asset.decimals,
        }


def get_place(reference: RoundReference, request: Request, session: SessionDep, chain: ChainDep) -> Place:
    """The round of this number or address; raises NotFound, WrongChain, BadParameter."""
    round_ = chain.round(address_of(session, chain, reference))
    path = path_of(session, chain, round_.address)
    named = f"/rounds/{reference}"
    if path == named or request.method != "GET":
        return Place(round_, path, None)
    query = f"?{request.url.query}" if request.url.query else ""
    to = f"{path}{request.url.path.removeprefix(named)}{query}"
    return Place(round_, path, RedirectResponse(to, HTTPStatus.PERMANENT_REDIRECT))


PlaceDep = Annotated[Place, Depends(get_place)]
