"""What a renewal has to ask again: what changed in the Standard, and what changed in the nominee. Pure.

A field that this table does not know could concern anything, so all is asked.
"""

from collections.abc import Iterable

from quadrille.catalog.standard import Standard

NOTHING: tuple[int, ...] = ()

_CODE = (2, 4, 5)
"""Where the code, data or content is: its licence file, what it needs to run, its documentation."""

_KIND = (2, 4, 5, 6)
"""Software, data, content or a model: each has licences, needs, documents and ways out of its own."""

RESTS_ON: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("name", "aliases", "sectors", "stage", "source"), NOTHING),
    **dict.fromkeys(("id", "dpgid", "dpgLink", "awardsReceived", "githubActivity"), NOTHING),
    **dict.fromkeys(("deploymentOrganisations", "otherDeploymentOrganisations"), NOTHING),
    **dict.fromkeys(("sdgs", "SDGs", "description"), (1,)),
    **dict.fromkeys(("licences", "license", "openlicenses"), (2,)),
    **dict.fromkeys(("organizations", "clearOwnership"), (3,)),
    **dict.fromkeys(("repositories", "repositoryURL"), _CODE),
    **dict.fromkeys(("type", "categories"), _KIND),
    "platformIndependence": (4,),
    **dict.fromkeys(("documentation", "website"), (5,)),
    "NonPII": (6,),
    # Which laws apply depends on where it is made and used.
    **dict.fromkeys(("privacy", "locations", "deploymentCountriesDepartments"), (7,)),
    **dict.fromkeys(("standards", "openStandards", "bestPractices"), (8,)),
    **dict.fromkeys(("doNoHarm", "dataPrivacySecurity", "userContent", "protectionFromHarassment"), (9,)),
}
"""Which indicators were judged by a field of a nominee, a screening or the registry, by the field's name."""


def changed_questions(old: Standard, new: Standard) -> tuple[str, ...]:
    """The ids of the new version's questions that the old one does not have, or has in other words; in its order."""
    before = {question.id: question for indicator in old.indicators for question in indicator.questions}
    who = {question.id: indicator.evidence_from for indicator in old.indicators for question in indicator.questions}
    return tuple(
        question.id
        for indicator in new.indicators
        for question in indicator.questions
        if before.get(question.id) != question or who[question.id] != indicator.evidence_from
    )


def touched_indicators(standard: Standard, fields: Iterable[str]) -> frozenset[int]:
    """The numbers of the indicators that these fields, as `snapshot.changed_fields` names them, were judged by."""
    everything = tuple(indicator.number for indicator in standard.indicators)
    return frozenset(number for field in fields for number in RESTS_ON.get(field.partition(".")[2], everything))


def questions_to_renew(old: Standard, new: Standard, fields: Iterable[str]) -> tuple[str, ...]:
    """What a renewal asks: the Standard's changed questions, and all of each indicator that a changed field touches."""
    changed, touched = set(changed_questions(old, new)), touched_indicators(new, fields)
    return tuple(
        question.id
        for indicator in new.indicators
        for question in indicator.questions
        if question.id in changed or indicator.number in touched
    )
