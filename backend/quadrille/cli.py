"""The command line, put together; expected errors become exit codes here, once.

Only the command that is called is imported: `quadrille match` waits for no web framework and no chain.
"""

import errno
import gc
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import typer

from quadrille import __version__, errors

EXIT_CODE: dict[type[errors.QuadrilleError], int] = {
    errors.QuadrilleError: 1,
    errors.BadInput: 2,
    errors.Mismatch: 3,
    errors.ChainError: 4,
    errors.Refused: 5,
    errors.NotAllowed: 5,
}
"""0 is success; the most particular class that fits decides. 2 is also what a wrong option gives."""


INTERRUPTED = 130
"""What a shell says of a program that somebody stopped by Ctrl-C."""

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Entry(NamedTuple):
    """Where a command lives: a function, or a Typer application with commands of its own."""

    module: str
    attribute: str
    help: str


COMMANDS = {
    "match": Entry("rounds.offline.match_command", "match", "Share a matching pool by a donations file, offline."),
    "lab": Entry(
        "rounds.lab.lab_command", "lab", "One round under every mechanism; what a cheat would win; who gets nothing."
    ),
    "why": Entry("rounds.why.why_command", "why", "How a published match came about."),
    "verify": Entry("rounds.bundle.verify_command", "verify", "Recompute a published result and compare it."),
    "replay": Entry("rounds.history.replay_command", "replay_rounds", "Calculate rounds that others paid once more."),
    "gitcoin": Entry("rounds.history.gitcoin_commands", "app", "Votes and results of Gitcoin's rounds: read, compare."),
    "coefficients": Entry("rounds.history.scores_command", "coefficients", "Coefficients from a table of scores."),
    "export": Entry("rounds.exports.export_command", "export", "A published result as a table or a page to print."),
    "catalog": Entry("catalog.commands", "app", "Projects: bring them in, look at them."),
    "people": Entry("privacy.commands", "app", "Persons: wallets, affiliations, evidence, export, erasure."),
    "screening": Entry("screening.commands", "app", "Reviews, and what they earned."),
    "badge": Entry("screening.badge_commands", "app", "Badges: claim, issue, look at, give up, revoke, move."),
    "governance": Entry("governance.commands", "app", "Proposals and votes."),
    "chambers": Entry("governance.chambers.commands", "app", "Chambers: seats, ballots, feedback, affiliations."),
    "feedback": Entry("reasons.commands", "app", "What users of a project say, who signs for it; the three reasons."),
    "rounds": Entry("rounds.commands", "app", "Rounds: from the opening to the payouts."),
    "login": Entry("people.login_command", "login", "Sign in to a server with a key file."),
    "logout": Entry("people.login_command", "logout", "End the session on a server."),
    "wallet": Entry("chain.commands", "wallet_app", "Encrypted key files."),
    "chain": Entry("upkeep", "app", "A local chain, and our contracts on any chain."),
    "audit": Entry("audit_command", "audit", "Who changed what, and whether that list was changed."),
    "serve": Entry("serve", "serve", "Run the web application."),
    "worker": Entry("worker", "worker", "Send what is queued and follow the chain, beside the web application."),
    "demo": Entry("demo.command", "demo", "The three journeys, once, on a chain of their own."),
}

ALONE = {
    ("catalog", "lint"): Entry("catalog.lint_command", "lint_projects", ""),
    ("screening", "replay"): Entry("screening.replay_command", "replay_reviews", ""),
}
"""Commands of a group that wait for nothing of the rest of it: they read files, for people who run no server."""


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        typer.echo(__version__)
        raise typer.Exit


def build(called: str | None, below: str | None = None) -> typer.Typer:
    """The command line; all commands by name and help, the one that is called in full.

    called, below   its name, and that of the command in its group
    """
    app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
    app.callback()(quadrille)
    for name, entry in COMMANDS.items():
        if name != called:
            app.command(name, help=entry.help)(_not_called)
            continue
        if alone := ALONE.get((called, below or "")):
            app.add_typer(_group_of(below, alone), name=name, help=entry.help)
            continue
        found = _import(entry)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name, help=entry.help)
        else:
            app.command(name, help=found.__doc__)(found)
    return app


def _import(entry: Entry) -> Any:
    return getattr(import_module(f"quadrille.{entry.module}"), entry.attribute)


def _group_of(name: str | None, entry: Entry) -> typer.Typer:
    """A group with this one command in it."""
    group = typer.Typer()
    group.callback()(lambda: None)
    group.command(name)(_import(entry))
    return group


def quadrille(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Recognise, decide, fund: soulbound badges, votes by badge holders and quadratic funding."""


def main() -> None:
    """Run one command; exit with its code."""
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    called, below = [*words, None, None][:2]
    try:
        sys.exit(run(lambda: build(called, below)(standalone_mode=True)))
    finally:
        # With a large library loaded, to look through everything for rings once more takes a fifth of a second.
        gc.freeze()


def run(command: Callable[[], Any]) -> int:
    """Run it and turn an expected error into words on stderr and an exit code."""
    try:
        command()
    except errors.QuadrilleError as error:
        return _explain(error)
    except KeyboardInterrupt:
        # Before a command runs; the library that reads the words does the same later.
        return INTERRUPTED
    except OSError as problem:
        if problem.errno not in NO_ROOM:
            raise
        return _explain(errors.QuadrilleError(f"The output was cut off: {problem.strerror}.", "Make room for it."))
    return 0


def _explain(error: errors.QuadrilleError) -> int:
    text = f"error: {error.cause}\n" + (f"{error.remedy}\n" if error.remedy else "")
    # Files name persons and projects as they like: nothing of that steers the terminal.
    text = "".join(sign if sign.isprintable() or sign == "\n" else ascii(sign)[1:-1] for sign in text)
    # Backslash escapes, so that a terminal without UTF-8 still shows every name.
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding))
    return next(EXIT_CODE[kind] for kind in type(error).mro() if kind in EXIT_CODE)


def _not_called() -> None:
    raise AssertionError("only the command that is called runs")
