"""What a person is and has, in the language spoken."""

from markupsafe import Markup

from quadrille.languages.words import gettext as _
from quadrille.languages.words import marked
from quadrille.people.affiliation_rules import Role
from quadrille.people.roles import ChainRole

PARTS = {
    Role.OWNER: marked("owner of %(subject)s"),
    Role.MAINTAINER: marked("maintainer of %(subject)s"),
    Role.STAFF: marked("staff of %(subject)s"),
    Role.CONTRACTOR: marked("contractor of %(subject)s"),
    Role.FUNDER: marked("funder of %(subject)s"),
    Role.ADVISER: marked("adviser of %(subject)s"),
}

ROLE_NAMES = {
    Role.OWNER: marked("owner"),
    Role.MAINTAINER: marked("maintainer"),
    Role.STAFF: marked("staff"),
    Role.CONTRACTOR: marked("contractor"),
    Role.FUNDER: marked("funder"),
    Role.ADVISER: marked("adviser"),
}

RIGHTS = {
    ChainRole.HOLDER: marked("holder: has votes"),
    ChainRole.ISSUER: marked("issuer: gives badges"),
    ChainRole.REGISTRAR: marked("registrar: sets kinds of badges and issuers"),
    ChainRole.GUARDIAN: marked("guardian: confirms or drops revocations"),
    ChainRole.OPERATOR: marked("operator of this server’s rounds"),
}


def part_words(role: str, subject: str) -> Markup:
    """What somebody is to a project or an organisation, whose name is isolated from the words around it."""
    isolated = Markup("<b><bdi>{}</bdi></b>").format(subject)
    return Markup(_(PARTS[Role(role)])) % {"subject": isolated}  # noqa: S704 (a sentence of ours)


def role_choices() -> list[tuple[str, str]]:
    """Every role, as a form sends it and as a person reads it."""
    return [(role.value, _(words)) for role, words in ROLE_NAMES.items()]


def right_words(role: ChainRole) -> str:
    """What the chain lets a wallet do."""
    return _(RIGHTS[role])


def client_words(client: str) -> str:
    """The kind of browser of a session, which was kept in English (`cookies.browser_words`)."""
    browser, _on, system = client.partition(" on ")
    name = _("A program") if browser == "A program" else browser
    return _("%(browser)s on %(system)s") % {"browser": name, "system": system} if system else name
