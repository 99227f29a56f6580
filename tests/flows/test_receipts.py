"""A reviewer with a receipt: whoever keeps the log can neither drop nor change the review without its showing."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from eth_account import Account
from sqlmodel import select
from typer.testing import CliRunner

from chain.review_days import change_log, commit_today, commitment, end_day, publish, receipt_of
from journeys import quadrille
from known_person import PSEUDONYM, review
from quadrille.chain.deployment import Chain, deploy
from quadrille.chain.signers import signer_for
from quadrille.chain.typed_data import receipt_message, sign
from quadrille.cli import build, run
from quadrille.errors import QuadrilleError
from quadrille.people.persons import get_person
from quadrille.privacy.erasure import erase
from quadrille.screening import flow
from quadrille.screening.proof import evidence_file
from quadrille.screening.receipts import log
from quadrille.screening.receipts.receipt import SignedReceipt
from quadrille.screening.tables import Review
from quadrille.types import Address, Hash32


@pytest.fixture
def kept(world, session, tmp_path) -> Path:
    """The receipt of the second of three reviews of one day."""
    rows = commit_today(world, session, 1, 2, 3)
    file = tmp_path / "receipt.json"
    file.write_bytes(receipt_of(world.chain, rows[1]).as_file())
    return file


def words_of(file: Path, *options: object) -> list[str]:
    return [str(word) for word in ("screening", "receipt", "verify", file, *options)]


def as_process(file: Path, *options: object) -> tuple[int, str]:
    """The command as its own process: exit code, and what it says."""
    command = [sys.executable, "-m", "quadrille", *words_of(file, *options)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def verify(file: Path, *options: object) -> tuple[int, str]:
    """The same in this process, which takes a tenth of the time."""
    done = CliRunner().invoke(build("screening"), words_of(file, *options))
    problem = done.exception
    if not isinstance(problem, QuadrilleError):
        assert problem is None or isinstance(problem, SystemExit), problem
        return done.exit_code, done.output

    def fail() -> None:
        raise problem

    return run(fail), str(problem)


def local(file: Path, *options: object) -> tuple[int, str]:
    return verify(file, "--local", *options)


def changed(file: Path, **fields: object) -> Path:
    """The receipt with other fields, beside it."""
    made = file.with_name("changed.json")
    made.write_text(json.dumps({**json.loads(file.read_text()), **fields}))
    return made


def test_a_receipt_holds_once_its_day_is_on_the_chain(world, kept):
    code, said = local(kept)
    assert (code, "The day ends at" in said) == (1, True)
    end_day(world)
    code, said = local(kept)
    assert (code, "ask the operator why it is late" in said) == (1, True)
    publish(world)
    code, said = local(kept, "--json")
    assert code == 0, said
    found = json.loads(said)
    (event,) = world.chain.review_log.published()
    assert (found["holds"], found["is_final"], found["root"], found["count"]) == (True, True, event.args["root"], 3)
    assert (found["position"], found["reviewer"], found["content"]) == (2, "amina", "not checked")
    assert found["signer"] == signer_for(world.settings, "voucher").address
    assert found["review_log_from"] == "deployment file"
    assert "holds" in local(kept)[1]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM committed_review WHERE position = 2",
        "DELETE FROM committed_review WHERE position < 3",
        "UPDATE committed_review SET commitment = '0x" + "77" * 32 + "' WHERE position = 2",
        "UPDATE committed_review SET day = day + 1 WHERE position = 2",
        "UPDATE committed_review SET position = 9 WHERE position = 2",
    ],
)
@pytest.mark.parametrize("is_before", [True, False], ids=["before the root", "after the root"])
def test_a_review_that_was_dropped_or_changed_is_told(world, kept, statement, is_before):
    if is_before:
        change_log(world, statement)
    end_day(world)
    publish(world)
    if not is_before:
        change_log(world, statement)
    code, said = local(kept)
    assert (code, "dropped or changed the review" in said) == (3, True), said


def test_a_log_that_pretends_to_have_what_its_root_lacks_is_told(world, session, kept):
    """Dropped from the root, and put back into the list afterwards."""
    change_log(world, "DELETE FROM committed_review WHERE position = 2")
    day = end_day(world)
    publish(world)
    values = {"day": day, "commitment": commitment(2)}
    change_log(
        world,
        "INSERT INTO committed_review (position, day, commitment, made_at) VALUES (2, :day, :commitment, 1)",
        values,
    )
    assert local(kept)[0] == 3


def test_a_whole_day_that_was_left_out_is_told_as_soon_as_a_later_one_has_a_root(world, session, kept):
    change_log(world, "DELETE FROM committed_review")
    day = end_day(world)
    commit_today(world, session, 9)
    assert local(kept)[0] == 1
    end_day(world)
    publish(world)
    code, said = local(kept)
    assert (code, f"Day {day} on the chain: published no root" in said) == (3, True), said


@pytest.mark.parametrize(
    "fields",
    [
        {"screening": 2},
        {"nominee": "clinic-daybook"},
        {"snapshot_hash": "0x" + "ac" * 32},
        {"reviewer": "bela"},
        {"version": 2},
        {"commitment": "0x" + "77" * 32},
        {"position": 1},
        {"submitted_at": 1},
        {"server": "https://another.example"},
        {"next": "Nothing."},
        {"signature": "0x" + "00" * 65},
        {"signature": "0x" + "ff" * 65},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_a_receipt_that_was_changed_is_told(world, kept, fields):
    end_day(world)
    publish(world)
    code, said = local(changed(kept, **fields))
    assert (code, "changed after it was signed" in said) == (3, True), said


def test_a_receipt_that_a_stranger_signed_is_told(world, session, kept):
    end_day(world)
    publish(world)
    said = receipt_of(world.chain, log.committed_on(session, json.loads(kept.read_text())["day"])[0]).receipt
    session.commit()
    message = receipt_message(said.chain_id, said.review_log, said.as_fields())
    kept.write_bytes(SignedReceipt(said, sign(Account.create(), message)).as_file())
    assert local(kept)[0] == 3


def test_a_receipt_with_its_proof_asks_nobody_but_the_chain(world, session, api, kept, tmp_path):
    end_day(world)
    publish(world)
    document = json.loads(kept.read_text())
    proof = api.get(f"/api/v1/reviews/commitments/{document['commitment']}").json()["proof"]
    proven = changed(kept, proof=proof)
    nothing = (
        "--rpc",
        world.settings.rpc_url,
        "--log",
        world.chain.review_log.address,
        "--server",
        "http://127.0.0.1:1",
    )
    code, said = verify(proven, *nothing)
    assert code == 0, said
    assert verify(changed(kept, proof=[*proof, "0x" + "11" * 32]), *nothing)[0] == 3
    assert verify(changed(kept, proof=[]), *nothing)[0] == 3
    # Without one somebody has to give the list.
    assert verify(kept, *nothing)[0] == 1


def test_the_server_is_asked_and_not_believed(world, site, kept, tmp_path, monkeypatch):
    end_day(world)
    publish(world)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUADRILLE_DEPLOYMENT_FILE", str(tmp_path / "none.json"))
    monkeypatch.setenv("QUADRILLE_DATABASE_URL", "sqlite:////nowhere/none.db")
    there = ("--rpc", world.settings.rpc_url, "--server", site)
    code, said = verify(kept, *there, "--json")
    assert (code, json.loads(said)["review_log_from"]) == (0, "receipt")
    change_log(world, "UPDATE committed_review SET commitment = '0x" + "77" * 32 + "' WHERE position = 2")
    assert verify(kept, *there)[0] == 3


def test_a_log_that_nobody_else_reads_is_found_out(world, session, kept):
    """A receipt may name a log of its own giver's: what counts is the one that everybody reads."""
    client, settings = world.chain.client, world.settings
    issuers = [signer_for(settings, role).address for role in ("issuer", "voucher")]
    other = Chain(client, deploy(client, signer_for(settings, "admin"), issuers, parameters()))
    row = log.committed_on(session, json.loads(kept.read_text())["day"])[1]
    session.commit()
    kept.write_bytes(receipt_of(other, row).as_file())
    end_day(world)
    publish(world)
    code, said = local(kept)
    assert (code, "another log proves nothing" in said) == (3, True), said


def parameters():
    from conftest import GOVERNANCE

    return GOVERNANCE


def test_another_chain_or_no_log_is_said(world, kept):
    assert local(changed(kept, chain_id=10))[0] == 4
    assert local(kept, "--log", world.chain.badge.address)[0] == 4
    assert local(kept, "--log", "0x12")[0] == 2
    assert verify(changed(kept, more=1))[0] == 2
    assert verify(kept.with_name("missing.json"))[0] == 2


@pytest.fixture
def handed_in(world, session, tmp_path) -> tuple[Path, Path]:
    """A real review that was committed under its own evidence hash: the receipt, and the evidence file."""
    name, content = review()
    done = flow.hand_in_review(session, content, name).review
    row = log.append(session, Hash32(done.evidence_hash), done.id, world.now())
    session.commit()
    receipt, evidence = tmp_path / "receipt.json", tmp_path / "evidence.json"
    receipt.write_bytes(receipt_of(world.chain, row, reviewer=PSEUDONYM).as_file())
    evidence.write_bytes(evidence_file(done))
    return receipt, evidence


def test_the_review_itself_is_compared_with_its_commitment(world, handed_in, tmp_path):
    receipt, evidence = handed_in
    end_day(world)
    publish(world)
    assert "matches" in local(receipt, "--evidence", evidence)[1]
    fields = json.loads(evidence.read_text())
    document = tmp_path / "review.json"
    document.write_text(fields["document"])
    assert local(receipt, "--review", document, "--salt", fields["salt"])[0] == 0
    document.write_text(fields["document"] + " ")
    assert local(receipt, "--review", document, "--salt", fields["salt"])[0] == 3
    assert local(receipt, "--review", document)[0] == 2
    assert local(receipt, "--review", document, "--salt", "0x12")[0] == 2


def test_erasing_the_reviewer_keeps_every_receipt_valid(world, session, handed_in):
    receipt, evidence = handed_in
    others = commit_today(world, session, 1, 2)
    erase(session, get_person(session, PSEUDONYM))
    session.commit()
    end_day(world)
    publish(world)
    erased = session.exec(select(Review).execution_options(populate_existing=True)).one()
    assert erased.is_erased
    session.commit()
    assert local(receipt)[0] == 0
    # Whoever kept their own evidence proves even the text.
    assert local(receipt, "--evidence", evidence)[0] == 0
    for row in others:
        receipt.write_bytes(receipt_of(world.chain, row).as_file())
        assert local(receipt)[0] == 0


def test_as_a_process_it_says_the_same_with_its_exit_codes(world, kept, tmp_path):
    """As an outsider runs it: a node's address, a receipt, and nothing else."""
    assert as_process(kept, "--local")[0] == 1
    end_day(world)
    publish(world)
    code, said = as_process(kept, "--local", "--json")
    assert (code, json.loads(said)["holds"]) == (0, True)
    change_log(world, "DELETE FROM committed_review WHERE position = 2")
    code, said = as_process(kept, "--local")
    assert (code, "Traceback" in said, "dropped or changed the review" in said) == (3, False, True)


def test_a_receipt_is_shown_without_being_checked(kept):
    assert quadrille("screening", "receipt", "show", kept)["position"] == 2


def test_a_receipt_outlives_the_key_that_signed_it(world, kept):
    voucher = signer_for(world.settings, "voucher")
    admin = signer_for(world.settings, "admin")
    world.chain.client.send_from(admin, world.chain.badge.set_issuer(Address(voucher.address), 0))
    end_day(world)
    publish(world)
    assert local(kept)[0] == 0


def test_the_same_row_again_gives_the_same_receipt(world, session):
    (row,) = commit_today(world, session, 1)
    assert receipt_of(world.chain, row) == receipt_of(world.chain, row)
    other = receipt_of(world.chain, row, version=2)
    assert replace(other.receipt, version=1) == receipt_of(world.chain, row).receipt
