"""Every page of the site with an example of each of its states: by its route's path, whose parameters read `{}`.

A page is whatever the app answers to a GET that is no part of the API. One that has no example here fails a test.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from fastapi.routing import APIRoute

from quadrille.app import ROUTERS

FILES = {
    "/healthz", "/readyz", "/metrics", "/feed.atom", "/calendar.ics", "/my-reviews/{}/receipt.json",
    "/claim/{}/evidence.json", "/claim/{}/credential.jwt", "/badges/{}/credential.jwt",
}  # fmt: skip
"""What is for programs to read."""


class Example(NamedTuple):
    """An address, with the names of what stands on the populated site in braces; and who looks at it.

    is_framed   stands in the frame of our pages; a report for paper has none
    """

    path: str
    face: str = "anybody"
    status: int = 200
    is_framed: bool = True

    def address(self, known: Mapping[str, str]) -> str:
        """Where it is on this site."""
        return re.sub(r"\{([^}]+)\}", lambda found: quote(known[found[1]]), self.path)


EXAMPLES: dict[str, tuple[Example, ...]] = {
    "/": (Example("/"), Example("/", "reviewer")),
    "/api/docs": (Example("/api/docs"),),
    "/problems/{}": (Example("/problems/not-found"),),
    "/sign-in": (Example("/sign-in"),),
    "/me": (Example("/me", "submitted"), Example("/me", "hostile")),
    "/me/data": (Example("/me/data", "hostile"),),
    "/me/reviewing": (Example("/me/reviewing", "reviewer"),),
    "/sign-in/mail": (Example("/sign-in/mail"),),
    "/sign-in/mail/sent": (Example("/sign-in/mail/sent"),),
    "/sign-in/link/{}": (Example(f"/sign-in/link/{'x' * 43}"),),
    "/dev/mail": (Example("/dev/mail"),),
    "/about/data": (Example("/about/data"),),
    "/screenings": (Example("/screenings"),),
    "/screenings/{}": (Example("/screenings/1"), Example("/screenings/{screening}")),
    "/review": (Example("/review"), Example("/review", "reviewer"), Example("/review", "submitted")),
    "/review/{}": (Example("/review/{screening}", "reviewer"), Example("/review/{screening}")),
    "/review/{}/check": (Example("/review/{screening}/check", "reviewer"),),
    "/review/{}/receipt": (Example("/review/{screening}/receipt", "submitted"),),
    "/confirmations/{}": (Example("/confirmations/{confirmation}", "second"),),
    "/claim": (Example("/claim"),),
    "/claim/{}": (Example("/claim/{claim}"), Example("/claim/unknown", status=404)),
    "/claim/{}/card": (Example("/claim/{claim}/card"),),
    "/badges": (Example("/badges"),),
    "/badges/{}": (Example("/badges/1"), Example("/badges/999", status=404)),
    "/badges/{}/proof": (Example("/badges/1/proof"),),
    "/badges/{}/holder": (Example("/badges/1/holder"),),
    "/people/{}": (Example("/people/{person}"), Example("/people/{hostile person}")),
    "/vote": (Example("/vote"), Example("/vote?wallet={holder}")),
    "/vote/propose": (Example("/vote/propose"),),
    # In order: the demo's, which was carried out, one that was lost, and one that takes votes.
    "/vote/{}": (Example("/vote/1"), Example("/vote/2"), Example("/vote/3"), Example("/vote/3?wallet={holder}")),
    "/chambers": (Example("/chambers"),),
    "/chambers/ballots/{}": (Example("/chambers/ballots/{ballot}"),),
    "/projects": (Example("/projects"), Example("/projects?q=no+such+project")),
    "/projects/{}": (Example("/projects/wellspring-map"), Example("/projects/{hostile project}")),
    "/projects/{}/reasons": (Example("/projects/wellspring-map/reasons"),),
    "/projects/{}/seat-feedback": (Example("/projects/wellspring-map/seat-feedback"),),
    "/projects/{}/feedback": (Example("/projects/wellspring-map/feedback"),),
    "/feedback/{}": (Example("/feedback/{invitation}"),),
    "/feedback/{}/thanks": (Example("/feedback/{invitation}/thanks"),),
    "/feedback/{}/print": (Example("/feedback/{invitation}/print"),),
    "/my-feedback": (Example("/my-feedback", "partner"),),
    "/rounds": (Example("/rounds"),),
    "/rounds/{}": (
        Example("/rounds/{paid round}"), Example("/rounds/{checked round}"), Example("/rounds/{open round}"),
    ),
    "/rounds/{}/give": (Example("/rounds/{open round}/give"),),
    "/rounds/{}/given": (Example("/rounds/{open round}/given"),),
    "/rounds/{}/gifts": (Example("/rounds/{open round}/gifts"), Example("/rounds/{open round}/gifts?wallet={donor}")),
    "/rounds/{}/verify": (Example("/rounds/{paid round}/verify"), Example("/rounds/{checked round}/verify")),
    "/rounds/{}/objections": (Example("/rounds/{checked round}/objections"),),
    "/rounds/{}/payouts": (Example("/rounds/{paid round}/payouts"),),
    "/rounds/{}/report": (Example("/rounds/{paid round}/report", is_framed=False),),
    "/ops": (Example("/ops", "operator"), Example("/ops", status=403)),
    "/ops/new-round": (Example("/ops/new-round", "operator"),),
    "/ops/rounds/{}": (
        Example("/ops/rounds/{paid round}", "operator"), Example("/ops/rounds/{checked round}", "operator"),
        Example("/ops/rounds/{open round}", "operator"),
    ),
    "/glossary": (Example("/glossary"),),
    "/me/notices": (Example("/me/notices", "submitted"),),
    "/notices/confirm/{}": (Example(f"/notices/confirm/{'x' * 43}", status=403),),
    "/notices/stop/{}/{}": (Example(f"/notices/stop/1/{'x' * 43}"),),
    "/rounds/{}/applications": (Example("/rounds/{open round}/applications"),),
    "/rounds/{}/why/{}": (Example("/rounds/{paid round}/why/wellspring-map"),),
    "/rounds/{}/estimate": (
        Example("/rounds/{open round}/estimate"),
        Example("/rounds/{open round}/estimate?project=wellspring-map&amount=0.5"),
    ),
}  # fmt: skip


def page_routes() -> list[str]:
    """The paths of all pages that the app has, their parameters as `{}`, in order."""
    found = set()
    for route in (route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)):
        path = re.sub(r"\{[^}]*\}", "{}", route.path)
        if "GET" in route.methods and not path.startswith("/api/v1/") and path not in FILES:
            found.add(path)
    return sorted(found)
