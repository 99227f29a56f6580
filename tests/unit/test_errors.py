"""The tree of errors: as it is drawn, so it is; and each has its status and its exit code."""

import inspect
import re

import pytest

from quadrille import errors
from quadrille.cli import EXIT_CODE, run
from quadrille.gate.problems import STATUS, status_of

CLASSES = {
    name: kind
    for name, kind in vars(errors).items()
    if inspect.isclass(kind) and issubclass(kind, errors.QuadrilleError)
}

EXAMPLES = {
    "QuadrilleError": errors.QuadrilleError("It broke.", "Mend it."),
    "BadInput": errors.BadInput("It is unreadable.", "Write it again."),
    "MalformedFile": errors.MalformedFile("a.csv", 3, "amount", "empty", "Fill it in."),
    "BadParameter": errors.BadParameter("cap", 7, "less"),
    "NotFound": errors.NotFound("badge", 7, "Look elsewhere."),
    "NotAllowed": errors.NotAllowed("It is not yours.", "Ask."),
    "NotSignedIn": errors.NotSignedIn("Nobody is signed in.", "Sign in."),
    "Refused": errors.Refused("It is too late.", "Come earlier."),
    "ContractReverted": errors.ContractReverted("Round", "donate", "RoundNotOpen", {"state": 2}, "Wait."),
    "LacksFunds": errors.LacksFunds("It has 1 wei.", "Send it more."),
    "TooMany": errors.TooMany("reads", 6_000, 60, 7),
    "StillRunning": errors.StillRunning(2),
    "Mismatch": errors.Mismatch("total", 7, 8),
    "Misconfigured": errors.Misconfigured("A key is missing.", "Set it."),
    "MailUnreachable": errors.MailUnreachable("it does not answer"),
    "ChainError": errors.ChainError("It refused.", "Try again."),
    "ChainUnreachable": errors.ChainUnreachable("http://node", "Timeout"),
    "NodeRefused": errors.NodeRefused("http://node", "eth_call", -32000, "no"),
    "WrongChain": errors.WrongChain("It is another.", "Connect to the right one."),
    "TransactionFailed": errors.TransactionFailed("Round.publish", "0x12", "was reverted"),
    "NotMinedYet": errors.NotMinedYet("Round.publish", "0x12", 120),
}


def drawn() -> dict[str, str]:
    """Each class of the drawing with the one it hangs on, by how deep its line is indented."""
    above, parents = {-1: ""}, {}
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"((?:[│├└ ][── ]{2} )*)([A-Z]\w+)\s{2,}\S|((?:[│├└ ][── ]{2} )*)(ChainError)$", line)
        if found is None:
            continue
        depth = len(found[1] if found[2] else found[3]) // 4
        name = found[2] or found[4]
        above[depth] = name
        parents[name] = above[depth - 1]
    return parents


def test_the_tree_is_drawn_as_it_is():
    real = {name: kind.__base__.__name__ for name, kind in CLASSES.items()}
    assert drawn() == {**real, "QuadrilleError": ""}


def test_every_class_has_an_example_here():
    assert EXAMPLES.keys() == CLASSES.keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_error_has_a_cause_a_remedy_and_both_in_its_text(name):
    error = EXAMPLES[name]
    assert type(error) is CLASSES[name]
    assert error.cause
    assert error.remedy
    assert str(error) == f"{error.cause} {error.remedy}"


@pytest.mark.parametrize(
    ("name", "status", "exit_code"),
    [
        ("QuadrilleError", 500, 1),
        ("BadInput", 422, 2),
        ("MalformedFile", 422, 2),
        ("BadParameter", 422, 2),
        ("NotFound", 404, 1),
        ("NotAllowed", 403, 5),
        ("NotSignedIn", 401, 5),
        ("Refused", 409, 5),
        ("ContractReverted", 409, 5),
        ("TooMany", 429, 5),
        ("StillRunning", 409, 5),
        ("Mismatch", 409, 3),
        ("Misconfigured", 500, 1),
        ("MailUnreachable", 503, 1),
        ("ChainError", 503, 4),
        ("ChainUnreachable", 503, 4),
        ("WrongChain", 404, 4),
        ("TransactionFailed", 502, 4),
        ("NotMinedYet", 504, 4),
    ],
)
def test_every_error_has_its_status_and_its_exit_code(name, status, exit_code, capsys):
    def fail() -> None:
        raise EXAMPLES[name]

    assert status_of(EXAMPLES[name]) == status
    assert run(fail) == exit_code
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == f"error: {EXAMPLES[name].cause}\n{EXAMPLES[name].remedy}\n"


def test_no_status_and_no_exit_code_is_for_a_class_that_is_gone():
    assert set(STATUS) <= set(CLASSES.values())
    assert set(EXIT_CODE) <= set(CLASSES.values())


def test_a_file_s_flaw_names_its_place():
    assert errors.MalformedFile("a.csv", 3, "amount", "empty").cause == "a.csv, row 3, column amount: empty"
    assert errors.MalformedFile("a.csv", 0, "", "empty").cause == "a.csv: empty"


def test_a_revert_names_contract_call_error_and_arguments():
    cause = errors.ContractReverted("Round", "donate", "RoundNotOpen", {"had": 2, "needed": 1}).cause
    assert cause == "Round.donate was refused: RoundNotOpen(had 2, needed 1)."


def test_a_difference_names_both_values_and_what_to_do():
    told = str(errors.Mismatch("total", 7, 8))
    assert told.startswith("total: published 7, recomputed 8.")
    assert "object" in told


def test_a_parameter_that_is_missing_is_said_to_be_and_a_long_one_is_cut():
    assert errors.BadParameter("m_units", None, "given").cause == "m_units is missing."
    assert len(errors.BadParameter("m_units", "9" * 10**6, "shorter").cause) < 200
    assert str(2**256 - 1) in errors.BadParameter("m_units", str(2**256 - 1), "less").cause
