"""The feed and the calendar, for readers and calendars that look now and then what is new."""

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from quadrille.languages.spoken import language
from quadrille.languages.words import gettext as _
from quadrille.languages.words import told
from quadrille.news.happening import Coming, Happening, NewsKind, in_xml, newest
from quadrille.news.ics import calendar_of
from quadrille.news.reading import comings, happenings
from quadrille.routing import ChainDep, SessionDep, SettingsDep
from quadrille.web.layout import render

router = APIRouter(include_in_schema=False)

MOST = 50
"""Entries of the feed: who looks once a week misses none."""


@router.get("/feed.atom")
def feed(
    request: Request, session: SessionDep, chain: ChainDep, settings: SettingsDep, kind: NewsKind | None = None
) -> Response:
    """What has happened, as a feed (Atom, RFC 4287): all, or one kind of it."""
    found = newest((one for one in happenings(session, chain) if kind in (None, one.kind)), MOST)
    genesis, site = chain.client.genesis_hash, settings.public_url.rstrip("/")
    # A feed without entries says when there could first have been any.
    changed_at = max((one.at for one in found), default=chain.client.block(0).at)
    content = render(
        "news/templates/feed.xml",
        language=language(),
        title=in_xml(_("News of Quadrille")),
        subtitle=in_xml(_("Screenings decided, badges claimed, proposals, rounds and their results")),
        id=Happening(NewsKind.ROUNDS, f"feed {kind or 'all'}", 0, "", "", "").id(genesis),
        site=site,
        own=f"{site}/feed.atom{f'?kind={kind}' if kind else ''}",
        updated=_iso(changed_at),
        entries=[
            {
                "id": one.id(genesis),
                "title": in_xml(told(one.title)),
                "summary": in_xml(told(one.summary)),
                "url": f"{site}{one.url}",
                "at": _iso(one.at),
                "kind": str(one.kind),
            }
            for one in found
        ],
    )
    return _conditional(request, content, "application/atom+xml", changed_at)


@router.get("/calendar.ics")
def calendar(
    request: Request, session: SessionDep, chain: ChainDep, settings: SettingsDep, kind: NewsKind | None = None
) -> Response:
    """What is open or coming, as a calendar (RFC 5545): votes, rounds, checks and screenings, or one of these."""
    found = [_told(one) for one in comings(session, chain) if kind in (None, one.kind)]
    found.sort(key=lambda one: (one.ends_at, one.kind, one.key))
    site = settings.public_url.rstrip("/")
    content = calendar_of(_("Deadlines of Quadrille"), chain.client.genesis_hash, site, found)
    return _conditional(request, content, "text/calendar", None)


def _told(one: Coming) -> Coming:
    return Coming(one.kind, one.key, one.starts_at, one.ends_at, told(one.title), told(one.summary), one.url)


def _conditional(request: Request, content: str, media_type: str, changed_at: int | None) -> Response:
    """The document, or 304 for who has it already (RFC 9110, 13.1)."""
    # Weak: the same document may be sent compressed or not.
    headers = {"etag": f'W/"{sha256(content.encode()).hexdigest()}"'}
    if changed_at is not None:
        headers["last-modified"] = format_datetime(datetime.fromtimestamp(changed_at, UTC), usegmt=True)
    if _has_it(request, headers["etag"], changed_at):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(content, headers=headers, media_type=f"{media_type}; charset=utf-8")


def _has_it(request: Request, tag: str, changed_at: int | None) -> bool:
    named = request.headers.get("if-none-match")
    if named is not None:
        # RFC 9110, 13.1.3: the date counts only where no tag is named.
        tags = {one.strip().removeprefix("W/") for one in named.split(",")}
        return "*" in tags or tag.removeprefix("W/") in tags
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except (TypeError, ValueError):
        return False
    return changed_at is not None and changed_at <= since.timestamp()


def _iso(unix: int) -> str:
    return datetime.fromtimestamp(unix, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
