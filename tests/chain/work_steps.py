"""Steps of works: persons with wallets, maintainers by the operator's word, files with signatures, keys of commits."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_account.signers.local import LocalAccount
from sqlmodel import Session

from conftest import World
from known_works import FILES, REPOSITORY
from quadrille.catalog.tables import Project
from quadrille.chain.typed_data import sign
from quadrille.people.affiliation_rules import Claim, Role, Subject, SubjectKind
from quadrille.people.affiliations import DeclaredBy, declare
from quadrille.people.persons import find_or_add, link_wallet
from quadrille.people.tables import Person
from quadrille.screening.works.facts import words_of
from quadrille.screening.works.flow import HandedInWork, hand_in_work, read_work
from quadrille.types import Address


@dataclass(frozen=True)
class Witness:
    """A person and their wallet."""

    person: Person
    wallet: LocalAccount


def witness(world: World, session: Session, name: str) -> Witness:
    """A person with a linked wallet."""
    person, wallet = find_or_add(session, name), world.somebody()
    link_wallet(session, person, Address(wallet.address))
    session.commit()
    return Witness(person, wallet)


def maintainer(
    world: World, session: Session, name: str, by: DeclaredBy = DeclaredBy.OPERATOR, role: Role = Role.MAINTAINER
) -> Witness:
    """The same, noted as a maintainer of the project."""
    found = witness(world, session, name)
    declare(session, found.person, Claim(Subject(SubjectKind.PROJECT, "mojaloop"), role), by)
    session.commit()
    return found


def know_project(session: Session) -> None:
    """The project in the catalogue, with its repository."""
    lists: dict[str, Any] = {"licences": [], "sectors": [], "sdgs": [], "repositories": [REPOSITORY]}
    texts = {"name": "Mojaloop", "description": "", "website": "", "stage": "DPG", "source": "nominee"}
    session.add(Project(slug="mojaloop", **texts, **lists))
    session.commit()


def file_of(world: World, kind: str, witnesses: list[tuple[str, Witness]], **changes: Any) -> bytes:
    """A work's file, signed by these witnesses in these roles."""
    fields = {**FILES[kind], **changes}
    parsed = read_work(json.dumps({**fields, "proofs": []}).encode(), "work.json")
    fields["proofs"] = [
        {"role": role, "wallet": one.wallet.address, "signature": sign(one.wallet, words_of(world.chain, parsed, role))}
        for role, one in witnesses
    ]
    return json.dumps(fields).encode()


def hand_in(world: World, session: Session, content: bytes) -> HandedInWork:
    return hand_in_work(session, world.chain, content, "work.json")


def remedies(done: HandedInWork) -> list[str]:
    """The codes of what is missing."""
    return [reason["code"] for reason in done.reasons if reason["remedy"]]


@dataclass(frozen=True)
class SshKey:
    """A new key of ssh-keygen's, in a folder of its own."""

    folder: Path

    @classmethod
    def make(cls, folder: Path, kind: str = "ed25519") -> "SshKey":
        folder.mkdir()
        subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "", "-f", folder / "key"], check=True)
        return cls(folder)

    def sign(self, words: str, namespace: str = "quadrille") -> str:
        file = self.folder / "words"
        file.write_text(words)
        (self.folder / "words.sig").unlink(missing_ok=True)
        command = ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", self.folder / "key", file]
        subprocess.run(command, check=True, capture_output=True)
        return (self.folder / "words.sig").read_text()

    def commit(self, message: str = "Read the depth of a well") -> dict[str, str]:
        """A signed commit in a new repository, as a work's file has it."""
        repository = self.folder / "repository"
        settings = {"user.name": "Amina", "user.email": "amina@one.example", "gpg.format": "ssh"}
        settings["user.signingkey"] = str(self.folder / "key")
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

        def git(*words: str) -> str:
            env = {**os.environ, "HOME": str(self.folder), "GIT_CONFIG_NOSYSTEM": "1"}
            done = subprocess.run(["git", *given, *words], cwd=repository, env=env, check=True, capture_output=True)
            return done.stdout.decode()

        repository.mkdir(exist_ok=True)
        git("init", "-q")
        git("commit", "-q", "--allow-empty", "-S", "-m", message)
        commit_id = git("rev-parse", "HEAD").strip()
        return {"repository": REPOSITORY, "commit_id": commit_id, "commit": git("cat-file", "commit", "HEAD")}
