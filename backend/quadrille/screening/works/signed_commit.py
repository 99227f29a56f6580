"""A signed commit: its author's registered SSH key signed it, and it is in the project.

The commit is taken as git keeps it (`git cat-file commit ID`): lines of a header, an empty line, the message. Its id is
SHA-1 of "commit LENGTH", NUL and these bytes; what was signed are the same bytes without the header `gpgsig`.

SHA-1 can be made to collide at will, so the id proves little by itself: the maintainer's statement carries SHA-256 of
the commit. The maintainer is needed anyway, for anybody can sign a commit of anything: what makes it a contribution is
that it was taken into the main branch, which only git's remote side and its maintainers know.

Not taken: OpenPGP and X.509 signatures, repositories whose ids are SHA-256, commits in another encoding than UTF-8,
merges (they bring others' work together), and commits that one person wrote and another committed and signed.
"""

import hashlib
import re
from dataclasses import dataclass

from quadrille.errors import BadParameter
from quadrille.languages.moments import Moment
from quadrille.languages.words import said
from quadrille.screening.judging.reasons import Reason
from quadrille.screening.judging.verification import Verdict
from quadrille.screening.works import ssh_signature
from quadrille.screening.works.counted import COMMIT_ID, OWN_COMMIT, REPOSITORY, SIGNED
from quadrille.screening.works.findings import Facts, verdict_of
from quadrille.screening.works.ssh_signature import SshSignature
from quadrille.screening.works.two_maintainers import maintainers
from quadrille.screening.works.work_file import Commit, Work

NAMESPACE = "git"
"""What git signs for (`gpg.format=ssh`); a signature for anything else is none of a commit."""

CLOCK_SECONDS = 86_400
"""How far an author's clock may run ahead; beyond a day, the date is not one."""

SCHEME = re.compile(r"^(git\+)?(https?|git|ssh)://")
PERSON = re.compile(r"(?P<who>[^<>\n]* <[^<>\n]*>) (?P<at>[0-9]{1,12}) [+-][0-9]{4}")

SIGN_REMEDY = "Sign it with `git commit -S`, gpg.format set to ssh, before it is taken into the main branch."


@dataclass(frozen=True, slots=True)
class _Parts:
    """A commit taken apart: its header lines without the signature, and what was signed."""

    headers: tuple[tuple[str, str], ...]
    signature: str
    payload: bytes

    def all(self, name: str) -> list[str]:
        """The values of every header of this name."""
        return [value for key, value in self.headers if key == name]


def signed_commit(work: Work, facts: Facts) -> Verdict:
    """Whether the contributor's key signed this commit, they wrote it, and a maintainer says that it is in."""
    commit = work.details
    assert isinstance(commit, Commit)
    parts = _parts(commit.text)
    return verdict_of(
        [
            _id(commit),
            _repository(commit, work.project, facts),
            _signature(parts, facts),
            _author(parts, facts),
            maintainers(work, facts, 1),
        ]
    )


def repository_form(link: str) -> str:
    """A repository's address in the one form in which two are compared: host and path, lower case, without `.git`."""
    return SCHEME.sub("", link.strip().lower()).partition("#")[0].rstrip("/").removesuffix(".git")


def commit_id(text: str) -> str:
    """The id that git gives this commit, 40 hex digits."""
    content = text.encode()
    return hashlib.sha1(b"commit %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _parts(text: str) -> _Parts:
    """Headers as git reads them: a line that starts with a space goes on with the one before."""
    head, gap, message = text.partition("\n\n")
    lines: list[list[str]] = []
    for line in head.split("\n"):
        if line.startswith(" ") and lines:
            lines[-1].append(line)
        else:
            lines.append([line])
    signatures = [group for group in lines if group[0].startswith("gpgsig ")]
    others = [group for group in lines if group not in signatures]
    signature = "\n".join(line.removeprefix(" ") for line in signatures[0])[7:] if len(signatures) == 1 else ""
    named = tuple((group[0].partition(" ")[0], group[0].partition(" ")[2]) for group in others)
    payload = "\n".join(line for group in others for line in group) + gap + message
    return _Parts(named, signature, payload.encode())


def _id(commit: Commit) -> Reason:
    found = commit_id(commit.text)
    if found == commit.commit_id:
        return Reason("commit_id", said(COMMIT_ID, commit=found))
    words = f"What was handed in is commit {found}, not {commit.commit_id}."
    return Reason("commit_id", words, "Give the bytes that `git cat-file commit ID` prints, to the last one.")


def _repository(commit: Commit, project: str, facts: Facts) -> Reason:
    if repository_form(commit.repository) in {repository_form(link) for link in facts.repositories}:
        return Reason("repository", said(REPOSITORY, repository=commit.repository, project=project))
    words = f"The catalogue has no repository {commit.repository} of {project}."
    return Reason("repository", words, "Name the one it has, or have the operator import the project with this one.")


def _signature(parts: _Parts, facts: Facts) -> Reason:
    try:
        signature = ssh_signature.read(parts.signature + "\n")
    except BadParameter:
        return Reason("signature", "The commit has no SSH signature that can be read.", SIGN_REMEDY)
    return _signer(signature, parts.payload, facts)


def _signer(signature: SshSignature, payload: bytes, facts: Facts) -> Reason:
    if not ssh_signature.is_signature_of(signature, payload, NAMESPACE):
        return Reason("signature", "The commit's signature is not of this commit.", SIGN_REMEDY)
    if signature.public_key not in facts.keys:
        words = f"The commit was signed with {signature.public_key}, which the contributor has not registered."
        return Reason("signature", words, "Register the key first: `quadrille screening work add-key`.")
    return Reason("signature", SIGNED)


def _author(parts: _Parts, facts: Facts) -> Reason:
    """One author who is the committer too, one parent at the most, and a date that has been."""
    people = [PERSON.fullmatch(value) for name in ("author", "committer") for value in parts.all(name)]
    if len(people) != 2 or not people[0] or not people[1] or parts.all("encoding") or parts.all("gpgsig-sha256"):
        words = "The commit has not one author and one committer in git's form, in UTF-8 and with ids of SHA-1."
        return Reason("author", words, "Hand in a commit as git writes it by default.")
    if people[0]["who"] != people[1]["who"]:
        words = "One person wrote the commit, and another committed it."
        return Reason("author", words, "Hand in a commit that its author committed; its author earns the badge.")
    if len(parts.all("parent")) > 1:
        return Reason("author", "The commit is a merge.", "Hand in one of the commits that it brings together.")
    at = Moment(people[0]["at"])
    if at > facts.now_at + CLOCK_SECONDS:
        words = f"The commit was written at {at}, and it is {Moment(facts.now_at)}."
        return Reason("author", words, "Set the clock, and commit again.")
    return Reason("author", said(OWN_COMMIT, at=at))
