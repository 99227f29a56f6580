"""The house: which room may import which, and the measures every room keeps. The picture is the check.

app, cli, home, demo, serve, worker,
upkeep, readiness, health, audit_command        put together, nothing else
  ops                                           the operator's pages, from every room and from how this server stands
  reasons, storefront, needs, notices, news     what is read from every room: the three reasons of a project, and all
                                                that is known of it; what needs somebody, on a page or by e-mail; the
                                                feed and the calendar
  privacy                                       what is kept of persons over all rooms: told, exported, erased, ended
  screening | governance | rounds | community   the journeys; they meet on the chain or by id, never by import
    catalog                                     projects and the Standard
      people                                    persons and their wallets
        chain                                   the only room that knows web3
          audit                                 who changed what, written in the same transaction
          db                                    the only room that knows how a transaction begins
            config -> errors -> languages       the floor, with types below, and sentences that faces can translate;
            -> types                            strict_csv and strict_json, how files given to us are
                                                read, merkle_tree, how any list is proven by one root,
                                                quarters of the calendar, and links as QR codes
web                                             layout and components, for `pages.py` and the top only
gate                                            what every request passes; known to the top only
routing, body, paging, terminal, server,
saved_sessions                                  what a route, a command may ask for; for those files only
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

PACKAGE = Path(__file__).parents[1] / "backend" / "quadrille"
TOP = {
    *("app", "cli", "home", "demo", "serve", "worker", "upkeep", "readiness", "health", "audit_command"),
    *("__main__", "migrations", "reasons", "storefront", "ops", "needs", "news", "notices", "api_rooms", "glossary"),
}
FLOWS = {"screening", "governance", "rounds", "community"}
STAIRS = [
    "types",
    "languages",
    "errors",
    "strict_csv",
    "strict_json",
    "merkle_tree",
    "quarters",
    "qr",
    "config",
    "db",
    "audit",
    "chain",
    "people",
    "catalog",
]
"""From the floor upwards: each may import those before it."""

MAY_IMPORT = {
    **{room: set(STAIRS[:step]) for step, room in enumerate(STAIRS)},
    "web": {"types", "languages", "errors", "config"},
    "routing": {*STAIRS[: STAIRS.index("people") + 1]},
    "gate": {*STAIRS[: STAIRS.index("people") + 1], "routing", "web"},
    "paging": {"types", "languages", "errors"},
    "body": {"languages", "errors"},
    "terminal": {*STAIRS[: STAIRS.index("chain") + 1]},
    "saved_sessions": {"types", "languages", "errors"},
    "server": {*STAIRS[: STAIRS.index("chain") + 1], "terminal", "saved_sessions"},
    **{flow: set(STAIRS) for flow in FLOWS},
    "privacy": {*STAIRS, *FLOWS, "gate", "notices"},
    **{room: {*STAIRS, *FLOWS, *TOP, "privacy", "gate", "routing", "terminal", "server", "web"} for room in TOP},
    "__init__": set(),
}

FACES = {
    "api": {"body", "paging", "routing"},
    "affiliation_api": {"body", "paging", "routing"},
    "badge_api": {"body", "paging", "routing"},
    "badge_pages": {"paging", "routing", "web"},
    "person_pages": {"paging", "routing", "web"},
    "plan_api": {"body", "paging", "routing"},
    "opening_api": {"body", "paging", "routing"},
    "partner_api": {"body", "paging", "routing"},
    "step_api": {"body", "paging", "routing"},
    "intent_api": {"body", "paging", "routing"},
    "mail_api": {"body", "routing"},
    "mail_pages": {"routing", "web"},
    "pages": {"routing", "web"},
    "commands": {"terminal", "server"},
    "vote_command": {"terminal", "server"},
    "badge_commands": {"terminal", "server"},
    "keeping_commands": {"terminal"},
    "affiliation_commands": {"terminal"},
    "contact_commands": {"terminal"},
    "evidence_commands": {"terminal"},
    "wallet_commands": {"terminal"},
    "persons_command": {"terminal"},
    "opening_command": {"terminal"},
    "project_commands": {"terminal"},
    "money_commands": {"terminal"},
    "result_commands": {"terminal"},
    "stop_commands": {"terminal"},
    "plan_terminal": {"terminal"},
    "verify_command": {"terminal"},
    "why_command": {"terminal"},
    "places": {"routing"},
    "give_api": {"body", "routing"},
    **{
        name: {"routing", "web"} for name in ("cart_pages", "check_pages", "gift_pages", "payout_pages", "report_pages")
    },
    "why_pages": {"routing", "web"},
    "estimate_pages": {"routing", "web"},
    "project_pages": {"paging", "routing", "web"},
    "gitcoin_commands": {"terminal"},
    "scores_command": {"terminal"},
    "export_command": {"terminal"},
    "estimate_command": {"terminal"},
    "lab_command": {"terminal"},
    "printed_report": {"web"},
    "replay_command": {"terminal"},
    "lint_command": {"terminal"},
    "terms_command": {"terminal"},
    "propose_api": {"body", "routing"},
    "propose_pages": {"routing", "web"},
    "rule_words": {"web"},
    "propose_commands": {"terminal", "server"},
    "propose_rule_commands": {"terminal", "server"},
    "propose_terminal": {"terminal", "server"},
    "recount_api": {"paging", "routing"},
    "recount_command": {"terminal"},
    "power_command": {"terminal"},
    "rehearsal_api": {"body", "routing"},
    "rehearsal_command": {"terminal"},
    "rehearsal_terminal": {"terminal"},
    "login_command": {"terminal", "server", "saved_sessions"},
}
"""What a room's thin files may import besides, by the file's name."""

PURE = {
    "": {"strict_csv", "strict_json", "merkle_tree", "quarters"},
    "governance": {
        *("chambers/naming", "chambers/refusals", "chambers/tally"),
        "feedback/answers",
        "feedback/link_rules",
        "relay/ballot_tree",
        "relay/quotas",
        "relay/refusals",
        *("recount/comparing", "recount/counting", "recount/logs", "recount/power", "recount/weights"),
    },
    "reasons": {"relevance", "staying", "raising"},
    "needs": {"need"},
    "news": {"happening", "ics"},
    "people": {"affiliation_rules"},
    "privacy": {
        *("register", "register_data", "register_stays"),
        *("register_chambers", "register_feedback", "register_notices", "register_relay"),
        "register_screening",
    },
    "catalog": {
        *("changes", "claims", "documents", "registry", "snapshot", "standard"),
        *("licences", "links", "lint_fields", "lint_forms", "lint_rules", "linting"),
    },
    "screening": {
        *("panels/assignment", "panels/audit_lot", "panels/kept", "panels/nominee", "panels/results", "panels/rules"),
        *("panels/form/weak", "panels/pace"),
        "process/outcome",
        "process/states",
        "review_file",
        *("judging/agreement", "judging/answers", "judging/calibration", "judging/chance"),
        *("judging/consensus", "judging/copying"),
        *("judging/effort", "judging/evidence", "judging/informativeness", "judging/panel", "judging/reasons"),
        *("judging/replay", "judging/verification"),
        "receipts/commitments",
        "receipts/receipt",
        *("works/fields", "works/findings", "works/module_record", "works/signed_commit", "works/ssh_signature"),
        *("works/counted", "works/two_maintainers", "works/verifiers", "works/work_file"),
    },
    "rounds": {
        *("matching", "history", "lab"),
        *("exports/csv_forms", "exports/result_table", "exports/spreadsheet"),
        *("bundle/calculation", "bundle/contents", "bundle/decisions", "bundle/differences", "bundle/manifest"),
        *("why/steps", "why/why", "why/words"),
        *("coin", "configuration", "integers", "result", "squares"),
        *("money/gift_text", "opening/gate_list", "outcome/coefficients", "outcome/merkle"),
        *("offline/donations_csv", "offline/matching_report", "offline/plain_csv"),
    },
}
"""They decide, by file, `folder/file` deeper down, or whole folder: nothing in them waits, fails by itself or changes
anything."""

PURE_MAY_IMPORT = {
    "eth_hash",
    "eth_abi",
    "cryptography",
    "license_expression",
    "numpy",
    "numba",
    "llvmlite",
    "xlsxwriter",
}
"""Besides the standard library: hashing and its encoding, checking a signature, the SPDX list of licences, numbers,
a spreadsheet in memory."""

IMPURE_STANDARD = {"os", "pathlib", "socket", "subprocess", "time", "random", "secrets", "urllib", "http", "threading"}

UNWANTED_NAMES = {"utils", "helpers", "manager", "service", "common"}

FUNCTION_LINES, FUNCTION_MEDIAN, FILE_LINES = 40, 8, 300


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, by its full name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: absolute imports only"
            assert node.module is not None
            # `from quadrille.rounds import flow` names a module too.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file; a migration is a record, not a function."""
    if room_of(path) == "migrations":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def offered(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Functions and methods that others can call; one inside another function is not."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    holders = [module, *(node for node in module.body if isinstance(node, ast.ClassDef))]
    for holder in holders:
        yield from (node for node in holder.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of code: the docstring says, it does not do."""
    body = function.body
    documented = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    start = (body[1].lineno if len(body) > 1 else function.end_lineno) if documented else body[0].lineno
    assert function.end_lineno is not None
    assert start is not None
    return function.end_lineno - start + 1


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_downwards_only(path):
    room = room_of(path)
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "quadrille" or len(parts) < 2 or parts[1] == room or parts[1].startswith("_"):
            continue
        allowed = MAY_IMPORT[room] | FACES.get(path.stem, set())
        assert parts[1] in allowed, f"{room} imports {name}"


def test_every_room_stands_in_the_picture():
    assert {room_of(path) for path in modules()} <= set(MAY_IMPORT)


def test_only_the_chain_room_knows_web3():
    knowing = {room_of(path) for path in modules() for name in imports(path) if name.split(".")[0] == "web3"}
    assert knowing == {"chain"}


def pure_modules() -> list[tuple[str, Path]]:
    """Every file that decides, with its room."""
    return [
        (room, path)
        for room, names in PURE.items()
        for name in sorted(names)
        for path in (sorted((PACKAGE / room / name).rglob("*.py")) or [PACKAGE / room / f"{name}.py"])
        if path.stem not in FACES
    ]


def is_pure(room: str, parts: list[str]) -> bool:
    """Whether what stands at this place in a room is a file that decides, or something in one."""
    return any("/".join(parts[:depth]) in PURE[room] for depth in range(1, len(parts) + 1))


@pytest.mark.parametrize(("room", "path"), pure_modules(), ids=lambda part: str(part).removeprefix(str(PACKAGE)))
def test_what_decides_is_pure(room, path):
    stem = path.stem
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "quadrille":
            is_pure_neighbour = parts[1] == room and is_pure(room, parts[2:])
            assert parts[1] in {"types", "languages", "errors", *PURE[""]} or is_pure_neighbour, (
                f"{stem} imports {name}"
            )
        else:
            assert parts[0] in sys.stdlib_module_names | PURE_MAY_IMPORT, f"{stem} imports {name}"
            # A PurePath never touches a disk.
            assert name == "pathlib.PurePath" or parts[0] not in IMPURE_STANDARD, f"{stem} imports {name}"


def test_no_file_is_longer_than_one_idea():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {path: length for path, length in lengths.items() if length > FILE_LINES} == {}


def test_functions_are_short():
    sizes = {f"{path}:{found.name}": lines_of(found) for path in modules() for found in functions(path)}
    assert {name: size for name, size in sizes.items() if size > FUNCTION_LINES} == {}
    assert median(sizes.values()) <= FUNCTION_MEDIAN


def test_every_public_function_says_what_it_promises():
    silent = [
        f"{path}:{found.name}"
        for path in modules()
        for found in offered(path)
        if not found.name.startswith("_") and not ast.get_docstring(found)
    ]
    assert silent == []


def test_no_file_has_a_name_that_says_nothing():
    assert [path for path in modules() if path.stem in UNWANTED_NAMES] == []
