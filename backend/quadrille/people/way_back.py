"""Where a sign-in leads: back to the page that asked for it, whether by a wallet or by a link in a mail."""

import re
from urllib.parse import quote, unquote, urlencode

from fastapi import Request, Response

from quadrille.config import Settings
from quadrille.people.mail_sign_in import LINK_SECONDS

COOKIE = "quadrille-back"
ACCOUNT = "/me"
LONGEST = 500
"""Characters of a page's address; ours have a tenth of that."""

OURS = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""A path of this site in printable ASCII: what begins with two slashes, or one of the other kind, leads elsewhere."""


def sign_in_address(page: str) -> str:
    """The address of the ways in, from which one comes back to this page of ours."""
    return f"/sign-in?{urlencode({'next': page})}"


def way_back(wished: str) -> str:
    """The page that was wished for, when it is one of ours; one's own account otherwise."""
    return wished if len(wished) <= LONGEST and OURS.fullmatch(wished) else ACCOUNT


def keep_way_back(answer: Response, settings: Settings, page: str) -> None:
    """Remember the page in this browser for as long as a mailed link lives, which is opened from somewhere else."""
    if page == ACCOUNT:
        answer.delete_cookie(COOKIE)
        return
    secure, kept = settings.public_url.startswith("https://"), quote(page, safe="/")
    answer.set_cookie(COOKIE, kept, LINK_SECONDS, secure=secure, httponly=True, samesite="lax")


def kept_way_back(request: Request) -> str:
    """The page that this browser remembers."""
    return way_back(unquote(request.cookies.get(COOKIE, "")))
