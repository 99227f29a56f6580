"""Every failure that is expected, in one tree.

QuadrilleError                  what happened, and what to do about it
├── BadInput                    what was given cannot be read
│   ├── MalformedFile             file, row, column, reason
│   └── BadParameter              name, what was given, what is needed
├── NotFound                    no such review, claim code, badge, proposal, round
├── NotAllowed                  whoever asks may not do this
│   └── NotSignedIn               nobody in particular asks, and somebody has to
├── Refused                     a guard says no; nothing was changed
│   ├── ContractReverted          the contract said no; name and arguments from its ABI
│   ├── LacksFunds                the sender cannot pay
│   ├── TooMany                   too many requests in a time; when one more is taken
│   └── StillRunning              the same request came before and is not answered yet
├── Mismatch                    a recomputation differs from what was published
├── Misconfigured               a setting, a tool or a deployment is missing or wrong
├── MailUnreachable             the mail server did not take a mail
└── ChainError
    ├── ChainUnreachable          no answer from the node
    ├── NodeRefused               the node answered with an error of its own
    ├── WrongChain                another chain id, or no contract at the address
    ├── TransactionFailed         mined, but it failed
    └── NotMinedYet               sent, and perhaps mined later

Each class holds its fields and makes its own message: cause first, then the remedy.
The HTTP status of each is in `gate/problems.py`, the exit code in `cli.py`, each once.
"""

from collections.abc import Mapping
from typing import Any

from quadrille.languages.words import Said, said


class QuadrilleError(Exception):
    """Root of all expected failures: `cause` says what happened, `remedy` what to do."""

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(f"{cause} {remedy}".strip())
        self.cause = cause
        self.remedy = remedy


class BadInput(QuadrilleError):
    """What was given cannot be read."""


class MalformedFile(BadInput):
    """A file breaks its format at one place. `row` is the line of the file (a header is 1), 0 for the whole file."""

    def __init__(self, file: str, row: int, column: str, reason: str, remedy: str = "") -> None:
        self.file, self.row, self.column, self.reason = file, row, column, reason
        place = f"{file}, row {row}" if row else file
        super().__init__(f"{place}, column {column}: {reason}" if column else f"{place}: {reason}", remedy)


NAME_ANOTHER = "Name a file that is there and may be read."
"""What to do about a file that cannot be."""

LONGEST_SHOWN = 120
"""Characters of what was given: any number below 2^256, and no flood."""


class BadParameter(BadInput):
    """A parameter is unknown, out of bounds or, when `had` is None, missing."""

    def __init__(self, name: str, had: object, needed: str) -> None:
        self.name, self.had, self.needed = name, had, needed
        shown = repr(had)
        is_ = "missing" if had is None else shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}..."
        super().__init__(said("{name} is {given}.", name=name, given=is_), said("It must be {needed}.", needed=needed))


class NotFound(QuadrilleError):
    """There is no such thing."""

    def __init__(self, kind: str, subject: object, remedy: str = "") -> None:
        self.kind, self.subject = kind, subject
        super().__init__(
            said("There is no {kind} {subject}.", kind=kind if isinstance(kind, Said) else said(kind), subject=subject),
            remedy,
        )


class NotAllowed(QuadrilleError):
    """Whoever asks may not do this."""


class NotSignedIn(NotAllowed):
    """Nobody in particular asks, and this is for somebody."""


class Refused(QuadrilleError):
    """A guard says no; nothing was changed."""


class ContractReverted(Refused):
    """A contract refused a call; `name` and `arguments` are decoded from its ABI."""

    def __init__(self, contract: str, call: str, name: str, arguments: Mapping[str, Any], remedy: str = "") -> None:
        self.contract, self.call, self.name, self.arguments = contract, call, name, dict(arguments)
        listed = ", ".join(f"{key} {value}" for key, value in self.arguments.items())
        super().__init__(
            said("{call} was refused: {error}.", call=f"{contract}.{call}", error=f"{name}({listed})"), remedy
        )


class LacksFunds(Refused):
    """The sender of a transaction cannot pay for it."""


class TooMany(Refused):
    """More requests than `most` in `window_seconds`, of the kind `what`; one more is taken after `retry_seconds`."""

    def __init__(self, what: str, most: int, window_seconds: int, retry_seconds: int, otherwise: str = "") -> None:
        self.what, self.most, self.window_seconds, self.retry_seconds = what, most, window_seconds, retry_seconds
        super().__init__(
            said(
                "More than {most} {what} came in {window_seconds} seconds.",
                most=most,
                what=what,
                window_seconds=window_seconds,
            ),
            said("Try again in {retry_seconds} seconds. {otherwise}", retry_seconds=retry_seconds, otherwise=otherwise)
            if otherwise
            else said("Try again in {retry_seconds} seconds.", retry_seconds=retry_seconds),
        )


class StillRunning(Refused):
    """The same request, by its Idempotency-Key, came before and is not answered yet."""

    def __init__(self, retry_seconds: int) -> None:
        self.retry_seconds = retry_seconds
        super().__init__(
            "The first request with this Idempotency-Key is still running.",
            said(
                "Send the same again in {retry_seconds} seconds; the answer will be the first one's.",
                retry_seconds=retry_seconds,
            ),
        )


DO_NOT_PAY = "Do not pay this result; object to it before its window ends."


class Mismatch(QuadrilleError):
    """A recomputation differs from what was published."""

    def __init__(self, subject: str, published: object, recomputed: object, remedy: str = DO_NOT_PAY) -> None:
        self.subject, self.published, self.recomputed = subject, published, recomputed
        super().__init__(f"{subject}: published {published}, recomputed {recomputed}.", remedy)


class Misconfigured(QuadrilleError):
    """A setting, a tool or a deployment is missing or wrong."""


class MailUnreachable(QuadrilleError):
    """The mail server did not take a mail: it does not answer, or says no. `reason` names no address."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            said("The mail could not be sent ({reason}).", reason=reason),
            "Try again in a minute, or sign in with a wallet.",
        )


class ChainError(QuadrilleError):
    """The chain could not be used."""


class ChainUnreachable(ChainError):
    """No answer from the node."""

    def __init__(self, rpc_url: str, reason: str) -> None:
        self.rpc_url, self.reason = rpc_url, reason
        super().__init__(
            said("The chain at {rpc_url} does not answer ({reason}).", rpc_url=rpc_url, reason=reason),
            "Start it (`quadrille chain start` for a local one) or set QUADRILLE_RPC_URL.",
        )


class NodeRefused(ChainError):
    """The node answered with an error; `words` are its own, `code` is JSON-RPC's or the node's."""

    def __init__(self, node: str, method: str, code: int, words: str) -> None:
        self.node, self.method, self.code, self.words = node, method, code, words
        super().__init__(
            said(
                "The node {node} refused {method}: {words} ({code}).", node=node, method=method, words=words, code=code
            ),
            "Run the step again.",
        )


class WrongChain(ChainError):
    """Another chain than the one meant, or no contract where one should be."""


class TransactionFailed(ChainError):
    """A transaction was mined but failed: it changed nothing but its sender's nonce and coins for gas."""

    def __init__(self, what: str, transaction: str, reason: str) -> None:
        self.what, self.transaction, self.reason = what, transaction, reason
        super().__init__(
            said("{what}: transaction {transaction} {reason}.", what=what, transaction=transaction, reason=reason),
            "Nothing was repeated; run the step again.",
        )


class NotMinedYet(ChainError):
    """A transaction was sent and not mined in time; to send another instead could do the step twice."""

    def __init__(self, what: str, transaction: str, seconds: float) -> None:
        self.what, self.transaction, self.seconds = what, transaction, seconds
        super().__init__(
            said(
                "{what}: transaction {transaction} was not mined within {seconds} s.",
                what=what,
                transaction=transaction,
                seconds=f"{seconds:.0f}",
            ),
            "It may still be: look for it on the chain before you repeat the step.",
        )
