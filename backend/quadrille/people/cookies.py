"""How a browser carries its session: a cookie that scripts cannot read, and one that shows a request is ours."""

from collections.abc import Mapping

from quadrille.config import Settings
from quadrille.people.sessions import LONGEST_SECONDS, form_token

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
"""Methods that change something (RFC 9110, 9.2.1)."""


def cookie_name(settings: Settings) -> str:
    """With `__Host-`, a browser takes the cookie only from this very host, over https (RFC 6265bis, 4.1.3.2)."""
    return "__Host-quadrille" if settings.public_url.startswith("https://") else "quadrille"


def session_cookies(settings: Settings, token: str) -> tuple[str, str]:
    """The headers' values that keep a session in a browser; an empty token takes them away.

    SameSite=Lax: a link in an e-mail or a chat finds its reader signed in, another site's form does not. The second
    one is for our own scripts, which send it back in a header; another site's scripts cannot read it.
    """
    secure = "; Secure" if settings.public_url.startswith("https://") else ""
    kept = f"Path=/; Max-Age={LONGEST_SECONDS if token else 0}; SameSite=Lax{secure}"
    proof = form_token(settings, token) if token else ""
    name = cookie_name(settings)
    return f"{name}={token}; HttpOnly; {kept}", f"{name}-form={proof}; {kept}"


def token_of(settings: Settings, headers: Mapping[str, str], cookies: Mapping[str, str]) -> tuple[str, bool]:
    """The session's token in a request, "" when there is none; and whether a browser added it by itself."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and given:
        return given, False
    return cookies.get(cookie_name(settings), ""), True


def browser_words(user_agent: str) -> str:
    """The kind of browser in words of ours: enough to know one's own again, too little to follow anybody."""
    names = {"Firefox": "Firefox", "Edg/": "Edge", "OPR/": "Opera", "Chrome": "Chrome", "Safari": "Safari"}
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "macOS"}
    name = next((words for sign, words in names.items() if sign in user_agent), "A program")
    system = next((words for sign, words in {**systems, "Linux": "Linux"}.items() if sign in user_agent), "")
    return f"{name} on {system}" if system else name
