"""What notices say, in the language that a person chose. No name, no wallet: only what is to be done, and where."""

from dataclasses import dataclass

from quadrille.config import Settings
from quadrille.languages.spoken import speaking
from quadrille.languages.words import gettext as _
from quadrille.languages.words import ngettext, told
from quadrille.needs.need import Need
from quadrille.web.values import moment

CONFIRM_PATH = "/notices/confirm/"

MOST_TOLD = 30
"""Things in one mail; the rest stands on the page."""


@dataclass(frozen=True, slots=True)
class Written:
    """Subject and text of a letter."""

    subject: str
    text: str


def confirmation_letter(settings: Settings, language: str, token: str) -> Written:
    """The letter with the link that confirms an address."""
    site = settings.public_url.rstrip("/")
    with speaking(language):
        parts = [
            _("Somebody, most likely you, asked Quadrille at %(site)s to send notices to this address.")
            % {"site": site},
            _("Open this link, and press the button there, if you want them:"),
            f"{site}{CONFIRM_PATH}{token}",
            _("The link works once, for a day. If you did not ask, do nothing: nothing more will come."),
        ]
        return Written(_("Confirm your address for notices from Quadrille"), _paragraphs(parts))


def notice_letter(settings: Settings, language: str, needs: list[Need], stop_url: str) -> Written:
    """The letter that says what needs somebody."""
    site, count = settings.public_url.rstrip("/"), len(needs)
    with speaking(language):
        head = ngettext("%(count)s thing on Quadrille needs you:", "%(count)s things on Quadrille need you:", count) % {
            "count": count
        }
        items = [_item(site, need) for need in needs[:MOST_TOLD]]
        more = [_("The rest stands at %(page)s") % {"page": f"{site}/"}] if count > MOST_TOLD else []
        foot = [
            "-- ",
            _("You asked for these notices; at most one comes a day. To choose what they are about: %(page)s")
            % {"page": f"{site}/me/notices"},
            _("To stop them with one click: %(page)s") % {"page": stop_url},
        ]
        subject = ngettext("%(count)s thing needs you", "%(count)s things need you", count) % {"count": count}
        return Written(subject, _paragraphs([head, *items, *more, *foot]))


def _item(site: str, need: Need) -> str:
    lines = [f"* {told(need.words)}", f"  {site}{need.url}"]
    if need.due_at is not None:
        lines.append("  " + _("until %(moment)s") % {"moment": moment(need.due_at).striptags()})
    return "\n".join(lines)


def _paragraphs(parts: list[str]) -> str:
    return "\n\n".join(parts) + "\n"
