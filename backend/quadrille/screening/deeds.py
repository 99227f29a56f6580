"""What was done, and what its badge is called, in the language spoken."""

from markupsafe import Markup

from quadrille.languages.words import gettext as _
from quadrille.languages.words import marked
from quadrille.screening.tables import Review
from quadrille.screening.works.tables import Work

DEEDS = {
    "review": marked("Review of “%(project)s”"),
    "translation": marked("Translation for “%(project)s”"),
    "documentation": marked("Documentation for “%(project)s”"),
    "code": marked("Commit for “%(project)s”"),
    "mentoring": marked("Mentoring session for “%(project)s”"),
}
"""By the kind of work."""

COUNTED = {
    "review": marked("Your review counted. This badge is yours."),
    "translation": marked("Your translation counted. This badge is yours."),
    "documentation": marked("Your documentation counted. This badge is yours."),
    "code": marked("Your commit counted. This badge is yours."),
    "mentoring": marked("Your mentoring session counted. This badge is yours."),
}

KIND_NAMES = (
    marked("Reviewer"),
    marked("Translator"),
    marked("Writer"),
    marked("Developer"),
    marked("Mentor"),
    marked("Seat of end users"),
    marked("Seat of sponsors"),
    marked("Seat of implementing partners"),
    marked("Seat of legal and domain experts"),
    marked("Seat of maintainers"),
    marked("Seat of reviewers"),
)
"""Kinds of badges that a deployment has from the beginning; others bear the name that they were registered with."""


def kind_of(source: Review | Work) -> str:
    """The kind of work."""
    return source.kind if isinstance(source, Work) else "review"


def deed_words(kind: str, project_name: str) -> Markup:
    """What was done for which project; the project's name is isolated from the words around it."""
    isolated = Markup("<bdi>{}</bdi>").format(project_name)
    return Markup(_(DEEDS[kind])) % {"project": isolated}  # noqa: S704 (a sentence of ours)


def counted_words(kind: str) -> str:
    """What a person reads first who comes to claim."""
    return _(COUNTED[kind])


def kind_words(name: str) -> str:
    """The name of a kind of badges."""
    return _(name) if name in KIND_NAMES else name
