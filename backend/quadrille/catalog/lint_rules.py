"""What the linter looks for in one document: pure. A rule is one function and one row of RULES.

Each finding can be defended by what the document itself says and what its form asks; nothing is looked up.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from quadrille.catalog.licences import LicenceFault, LicenceFinding, judge_licence
from quadrille.catalog.links import bare_host, has_link, links_in, rest_of_address
from quadrille.catalog.lint_fields import (
    MISSING,
    SHOWN_CHARACTERS,
    answer_of,
    fields_at,
    join,
    misfits,
    path_of,
    says_something,
    shown,
    texts_in,
)
from quadrille.catalog.lint_forms import Claim, Form

_NO_LICENCE = "No licence is named. Write its identifier on the SPDX list."


class Severity(StrEnum):
    """How much a finding matters.

    error    as it stands, nobody can check or follow what is claimed
    warning  something is missing, or two answers do not go together; who knows the project must look
    note     understood as it is, but no longer how the source of the format writes it
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Rule(StrEnum):
    """What a finding is about."""

    CLAIM_WITHOUT_EVIDENCE = "claim-without-evidence"
    EVIDENCE_WITHOUT_LINK = "evidence-without-link"
    FOLLOW_UP_UNANSWERED = "follow-up-unanswered"
    CONTRADICTION = "contradiction"
    UNKNOWN_LICENCE = "unknown-licence"
    LICENCE_SPELLING = "licence-spelling"
    MALFORMED_LINK = "malformed-link"
    LINK_WITHOUT_SCHEME = "link-without-scheme"
    WRONG_FORM = "wrong-form"
    NAMES_DIFFER = "names-differ"
    DPG_WITHOUT_SCREENING = "dpg-without-screening"


@dataclass(frozen=True, slots=True, order=True)
class Flaw:
    """One finding in one document: the path of the field, the rule, how much it matters, cause and remedy in words."""

    field: str
    rule: Rule
    severity: Severity
    message: str


def flaws_in(document: dict[str, Any], form: Form, start: str) -> Iterator[Flaw]:
    """Everything wrong with a document in a form; `start` is its path in its file."""
    for rule in RULES:
        yield from rule(document, form, start)


def _wrong_forms(document: Any, form: Form, start: str) -> Iterator[Flaw]:
    if not says_something(document.get("name", MISSING)):
        yield Flaw(join(start, "name"), Rule.WRONG_FORM, Severity.ERROR, "The project has no name. Give it one.")
    for path, kind in form.kinds.items():
        for at in fields_at(document, path, start):
            for misfit, wanted in misfits(at, kind):
                words = f"This is {_described(misfit.value)}; the format has {wanted.value} here. Write that."
                yield Flaw(misfit.path, Rule.WRONG_FORM, Severity.ERROR, words)


def _claims_without_evidence(document: Any, form: Form, start: str) -> Iterator[Flaw]:
    for claim in form.claims:
        for at in fields_at(document, claim.at, start):
            if _is_made(claim, at.value) and not _is_backed(claim, at.value):
                where = join(at.path, claim.evidence[0]) if len(claim.evidence) == 1 else at.path
                severity = Severity.WARNING if claim.is_voluntary else Severity.ERROR
                yield Flaw(where, Rule.CLAIM_WITHOUT_EVIDENCE, severity, _unbacked(claim))


def _evidence_without_links(document: Any, form: Form, start: str) -> Iterator[Flaw]:
    """Fields whose name promises a link, after a Yes; in a list of them one link is enough."""
    for address in form.links:
        for at in () if address.is_address else fields_at(document, address.path, start):
            texts = at.value if isinstance(at.value, list) else [at.value]
            is_without = says_something(at.value) and not any(has_link(text) for text in texts if _is_text(text))
            if is_without and not _is_denied(document, form, address.path):
                words = "The field is for a link, and holds words alone. Add the page where it can be read."
                yield Flaw(at.path, Rule.EVIDENCE_WITHOUT_LINK, Severity.WARNING, words)


def _unanswered(document: Any, form: Form, start: str) -> Iterator[Flaw]:
    for row in form.follow_ups:
        for at in _answering(document, row.at, row.question, "yes", start):
            asked = at.value.get(row.asked, MISSING)
            if asked in (MISSING, None) or (_is_text(asked) and not asked.strip()):
                words = f"`{row.question}` is Yes, so this is asked too, and not answered. Say Yes, No or Unknown."
                yield Flaw(join(at.path, row.asked), Rule.FOLLOW_UP_UNANSWERED, Severity.WARNING, words)


def _contradictions(document: Any, form: Form, start: str) -> Iterator[Flaw]:
    for row in form.denials:
        for at in _answering(document, row.at, row.question, "no", start):
            against = [f"`{name}` says something" for name in row.words if says_something(at.value.get(name))]
            against += [f"`{name}` is Yes" for name in row.answers if answer_of(at.value.get(name)) == "yes"]
            if against:
                words = f"The answer is No, but {' and '.join(against)}. One of them is wrong: correct it."
                yield Flaw(join(at.path, row.question), Rule.CONTRADICTION, Severity.WARNING, words)


def _licences(document: Any, form: Form, start: str) -> Iterator[Flaw]:
    if not form.licences:
        return
    for at in fields_at(document, form.licences.partition("[]")[0], start):
        if at.value is MISSING or at.value == []:
            yield Flaw(at.path, Rule.UNKNOWN_LICENCE, Severity.ERROR, _NO_LICENCE)
    for at in fields_at(document, form.licences, start):
        if at.value is MISSING or (_is_text(at.value) and not at.value.strip()):
            yield Flaw(at.path, Rule.UNKNOWN_LICENCE, Severity.ERROR, _NO_LICENCE)
        elif _is_text(at.value):
            yield from (_licence_flaw(at.path, finding) for finding in judge_licence(at.value.strip()))


def _malformed_links(document: Any, form: Form, start: str) -> Iterator[Flaw]:
    for steps, text in texts_in(document):
        for link in links_in(text):
            if link.fault:
                words = f"{shown(link.text)} cannot be followed: {link.fault}. Correct the link."
                yield Flaw(path_of(start, steps), Rule.MALFORMED_LINK, Severity.ERROR, words)


def _addresses(document: Any, form: Form, start: str) -> Iterator[Flaw]:
    """Fields that hold addresses and nothing else."""
    for address in form.links:
        for at in fields_at(document, address.path, start) if address.is_address else ():
            if not _is_text(at.value) or not at.value.strip():
                continue
            if not any(True for _ in links_in(at.value)):
                yield _no_address(at.path, at.value.strip())
            elif address.is_alone and (rest := rest_of_address(at.value)):
                words = f"Beside the link stands {shown(rest)}, or the link has a space inside. Leave the link alone."
                yield Flaw(at.path, Rule.MALFORMED_LINK, Severity.ERROR, words)


RULES: tuple[Callable[[Any, Form, str], Iterator[Flaw]], ...] = (
    _wrong_forms,
    _claims_without_evidence,
    _evidence_without_links,
    _unanswered,
    _contradictions,
    _licences,
    _malformed_links,
    _addresses,
)


def _is_made(claim: Claim, fields: Any) -> bool:
    if not isinstance(fields, dict):
        # The oldest files name a goal by a list: its number and its name, and no place for evidence.
        return claim.is_named and isinstance(fields, list) and says_something(fields)
    if claim.is_named:
        return says_something(fields.get(claim.question))
    after = answer_of(fields.get(claim.after)) if claim.after else "yes"
    return after == answer_of(fields.get(claim.question)) == "yes"


def _is_backed(claim: Claim, fields: Any) -> bool:
    if not isinstance(fields, dict):
        return False
    return any(says_something(fields.get(name)) for name in claim.evidence)


def _unbacked(claim: Claim) -> str:
    made = "is named" if claim.is_named else "is Yes"
    return f"`{claim.question}` {made}, and no evidence is given here. Give {claim.asks}."


def _answering(document: Any, path: str, question: str, answer: str, start: str) -> Iterator[Any]:
    for at in fields_at(document, path, start):
        if isinstance(at.value, dict) and answer_of(at.value.get(question)) == answer:
            yield at


def _is_denied(document: Any, form: Form, path: str) -> bool:
    """Whether the question that a field belongs to is not answered Yes, so that the field may hold an explanation."""
    at, _, name = path.rpartition(".")
    asked = [claim for claim in form.claims if claim.at == at and name in claim.evidence and not claim.is_named]
    objects = [found.value for found in fields_at(document, at)]
    return any(not _is_made(claim, value) for claim in asked for value in objects)


def _licence_flaw(path: str, finding: LicenceFinding) -> Flaw:
    name, better = shown(finding.identifier), finding.better
    if finding.fault is LicenceFault.SPELLING:
        return Flaw(path, Rule.LICENCE_SPELLING, Severity.NOTE, f"SPDX writes {better}, not {name}. Write it so.")
    cause = "is no licence on the SPDX list" if finding.fault is LicenceFault.UNKNOWN else "is no SPDX expression"
    remedy = f"Perhaps {better} is meant." if better else "Write the identifier from the SPDX list."
    return Flaw(path, Rule.UNKNOWN_LICENCE, Severity.ERROR, f"{name} {cause}. {remedy}")


def _no_address(path: str, text: str) -> Flaw:
    host = bare_host(text)
    if host and text.startswith(host):
        words = f"{shown(text)} does not begin with https://, so no program follows it. Put that before it."
        return Flaw(path, Rule.LINK_WITHOUT_SCHEME, Severity.WARNING, words)
    words = f"{shown(text)} is no http or https link, and the field holds nothing else. Write the link."
    return Flaw(path, Rule.MALFORMED_LINK, Severity.ERROR, words)


def _described(value: Any) -> str:
    if isinstance(value, str):
        return f"the text {shown(value)!r}"[: SHOWN_CHARACTERS + 20]
    kinds = {dict: "an object", list: "a list", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
