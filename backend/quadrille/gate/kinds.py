"""What each kind of problem means and what to do about it, for whoever follows the `type` of an answer (RFC 9457)."""

import re
from dataclasses import dataclass

from quadrille.errors import QuadrilleError
from quadrille.languages.words import marked


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: a few words, a sentence or two, and what helps."""

    title: str
    meaning: str
    remedy: str


KINDS = {
    "quadrille-error": Kind(
        marked("Something did not work"),
        marked("A step failed for a reason that has no kind of its own; the cause says it."),
        marked("Do what the remedy says. If it says nothing, tell the operator the reference."),
    ),
    "bad-input": Kind(
        marked("What was given cannot be read"),
        marked(
            "A field, a part of the address or the body does not have the form that this route asks for. "
            "Nothing was changed."
        ),
        marked("Compare what was sent with the route's description on the page of the API, and send it corrected."),
    ),
    "malformed-file": Kind(
        marked("The file breaks its format"),
        marked("The cause names the row and the column of the first flaw. Nothing of the file was taken."),
        marked("Mend that place and hand in the whole file again."),
    ),
    "bad-parameter": Kind(
        marked("A value is out of bounds"),
        marked("One value could be read, but it may not stand there; the cause names it, the remedy says which may."),
        marked("Send a value within the bounds."),
    ),
    "not-found": Kind(
        marked("There is no such thing"),
        marked("Nothing has this number, name or address here."),
        marked("Look at the list that it should be in; a thing on another chain is not known here."),
    ),
    "not-allowed": Kind(
        marked("You may not do this"),
        marked("Who asks is known, or need not be, and this step is somebody else's."),
        marked("Ask with the right of whoever this step belongs to."),
    ),
    "not-signed-in": Kind(
        marked("Sign in first"),
        marked("This is for somebody, and the request does not say who asks; or its session has ended."),
        marked(
            "Sign in and send the request again with the session's cookie, or its token as `Authorization: Bearer`."
        ),
    ),
    "refused": Kind(
        marked("A rule says no"),
        marked("The request can be read, but the state of things does not allow it now. Nothing was changed."),
        marked("The cause says what stands in the way; ask again once that is gone."),
    ),
    "contract-reverted": Kind(
        marked("A contract says no"),
        marked("A trial of the transaction was refused by a contract; its error and the error's values are named."),
        marked("Change what the error names. Nothing was sent, or what was sent changed nothing."),
    ),
    "lacks-funds": Kind(
        marked("The sender cannot pay"),
        marked("The wallet that would send this transaction has too few coins for it and its gas."),
        marked("Send that wallet coins, then repeat the step."),
    ),
    "too-many": Kind(
        marked("Too many requests"),
        marked(
            "One person or one network address sent more requests in a minute than this server takes. "
            "Each kind of request, reading, changing and signing in, has a number of its own."
        ),
        marked("Wait as many seconds as the header Retry-After says."),
    ),
    "still-running": Kind(
        marked("The first request is still running"),
        marked("A request with the same Idempotency-Key came before this one and has no answer yet."),
        marked("Send the same again after the seconds of Retry-After; the answer will be the first one's."),
    ),
    "mismatch": Kind(
        marked("A recomputation differs"),
        marked("What was published is not what comes out when it is computed again."),
        marked("Do not pay or rely on the result; object to it before its window ends."),
    ),
    "misconfigured": Kind(
        marked("This server is set up wrongly"),
        marked("A setting, a tool or a deployment that this step needs is missing or wrong."),
        marked("Only its operator can mend it; tell them the reference."),
    ),
    "mail-unreachable": Kind(
        marked("The mail was not sent"),
        marked(
            "This server's mail server did not answer, or did not take the mail; the cause says which. No link is kept."
        ),
        marked("Check the address, and try again in a minute."),
    ),
    "chain-error": Kind(
        marked("The chain could not be used"),
        marked("The node that this server asks, or the chain itself, did not do what was needed."),
        marked("Try again in a minute; if it stays so, tell the operator the reference."),
    ),
    "chain-unreachable": Kind(
        marked("The chain does not answer"),
        marked("The node that this server asks is not there, or is slower than this server waits."),
        marked("Try again in a minute."),
    ),
    "node-refused": Kind(
        marked("The node refused a question"),
        marked("The node answered with an error of its own."),
        marked("Try again; if it stays so, tell the operator the reference."),
    ),
    "wrong-chain": Kind(
        marked("There is no such contract here"),
        marked(
            "The address holds no contract of the kind that was asked for, or the chain is another than the one meant."
        ),
        marked("Check the address and the chain."),
    ),
    "transaction-failed": Kind(
        marked("A transaction failed"),
        marked("It was mined and changed nothing but its sender's nonce and coins for gas."),
        marked("Look at the reason, and repeat the step when it is gone. Nothing was repeated by itself."),
    ),
    "not-mined-yet": Kind(
        marked("A transaction waits"),
        marked("It was sent and not mined while this server waited; it may still be mined."),
        marked("Look for it on the chain before you repeat the step: to send another could do the step twice."),
    ),
    "unreadable": Kind(
        marked("The request cannot be taken apart"),
        marked("Its body is no JSON in UTF-8, is nested too deeply, or did not arrive in time."),
        marked("Send valid JSON (RFC 8259)."),
    ),
    "no-such-method": Kind(
        marked("This address does not take this method"),
        marked("The address is right; the header Allow names the methods that it takes."),
        marked("Use one of those."),
    ),
    "too-large": Kind(
        marked("The request is too large"),
        marked("Its body, its address or its headers are longer than this server reads."),
        marked("Send less at once."),
    ),
    "overtaken": Kind(
        marked("Somebody did the same at this moment"),
        marked("Two requests wanted to write the same; the other one came first. Nothing was changed by this one."),
        marked("Look at how things stand now, and ask again if that is not what you wanted."),
    ),
    "busy": Kind(
        marked("The database is busy"),
        marked("It did not answer in time. Nothing was changed."),
        marked("Wait as many seconds as the header Retry-After says, and send the request again."),
    ),
    "fault": Kind(
        marked("Something is wrong with this server"),
        marked("The fault is ours, not the request's. What was not finished is undone or taken up again by itself."),
        marked("Tell the operator the reference: it finds the fault in the server's log."),
    ),
    "other": Kind(
        marked("The request was not done"),
        marked("HTTP's own status says why (RFC 9110, chapter 15)."),
        marked("Compare the request with the page of the API."),
    ),
}
"""By name, as it stands in `type`: one for each class of `errors.py`, and those that only HTTP has."""


def kind_of(error: type[QuadrilleError]) -> str:
    """The name of an error's kind: `NotFound` is `not-found`."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "-", error.__name__).lower()
