"""`quadrille chambers`: seats, ballots of the chambers, and votes."""

from secrets import token_hex
from typing import Annotated, Any

import typer
from eth_account.signers.local import LocalAccount

from quadrille.chain.chamber_ballot import ChamberVote, SignedChamberVote
from quadrille.chain.chamber_messages import chamber_vote_message
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain, connect
from quadrille.chain.typed_data import sign
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.errors import BadParameter, Refused
from quadrille.governance.chambers import affiliation_commands, ballots, seats, texts, voting
from quadrille.governance.chambers.api import HandedIn
from quadrille.governance.chambers.ballot_views import ballot_item, ballot_view
from quadrille.governance.chambers.feedback.commands import app as feedback_app
from quadrille.governance.chambers.naming import project_key, text_hash_of
from quadrille.governance.chambers.recount_command import recount_command
from quadrille.server import OTHER_THAN_ASKED, Server, ask_intent, ask_server
from quadrille.terminal import Json, Keystore, keystore_account, show_record, show_table, told
from quadrille.types import NO_HASH, Address, ContributionNumber, Hash32, Timestamp

app = typer.Typer(no_args_is_help=True, help="Chambers: seats, ballots, feedback, affiliations.")

Ballot = Annotated[int, typer.Argument(min=1, max=2**40, help="The ballot's number.")]
Seats = Annotated[list[int], typer.Argument(help="Numbers of badges.", min=0)]
Days = Annotated[int, typer.Option(min=1, max=90, help="Days that votes are taken.")]

app.add_typer(feedback_app, name="feedback")
app.command("recount")(recount_command)
for name, function in affiliation_commands.COMMANDS.items():
    app.command(name)(function)


@app.command()
def status(as_json: Json = False) -> None:
    """Every chamber, how many seats it counts, and whether it is a house."""
    rows = [
        {"chamber": one.chamber.value, "name": one.name, "seats": one.seats, "house": one.is_house}
        for one in seats.chambers(connect(Settings()))
    ]
    show_table(rows, as_json, title="Chambers")


@app.command("seats")
def list_seats(as_json: Json = False) -> None:
    """Every seat, and every badge that can become one; `mature_at` in unix seconds."""
    chain = connect(Settings())
    taken = [
        {
            "seat": one.number,
            "chamber": seats.chamber_name(one.chamber),
            "holder": one.holder,
            "state": "live" if one.is_live else "not live",
            "mature_at": None,
        }
        for one in seats.seats(chain)
    ]
    waits = [
        {"seat": one.number, "chamber": None, "holder": one.holder, "state": "waits", "mature_at": one.mature_at}
        for one in seats.waiting(chain)
    ]
    show_table([*taken, *waits], as_json, title="Seats")


@app.command()
def take(numbers: Seats, as_json: Json = False) -> None:
    """Make mature badges the seats of their holders, at the operator's cost."""
    settings = Settings()
    with open_session(settings) as session:
        done = seats.take(session, connect(settings), [ContributionNumber(number) for number in numbers])
    show_record(told(done), as_json)


@app.command()
def leave(numbers: Seats, keystore: Keystore, as_json: Json = False) -> None:
    """Let one's own seat go, or seats that are not live any more."""
    chain, account = connect(Settings()), keystore_account(keystore)
    call = chain.chamber_ballot.leave_seats([ContributionNumber(number) for number in numbers])
    show_record(told(chain.client.send_from(account, call)), as_json)


@app.command("list")
def list_ballots(as_json: Json = False) -> None:
    """Every ballot of the chambers."""
    settings = Settings()
    chain = connect(settings)
    with open_session(settings) as session:
        polls = ballots.list_polls(chain, 0, chain.chamber_ballot.count())
        rows = [ballot_item(session, chain, poll).model_dump() for poll in polls]
    show_table(rows, as_json, title="Ballots")


@app.command("ballot")
def show_ballot(ballot: Ballot, as_json: Json = False) -> None:
    """One ballot: what each chamber counts, and what that comes to."""
    settings = Settings()
    chain = connect(settings)
    with open_session(settings) as session:
        found = ballot_view(session, chain, ballots.standing_of(chain, ballot)).model_dump()
    houses = found["houses"] if as_json else found.pop("houses")
    show_record(found, as_json)
    if not as_json:
        show_table(houses, as_json, title="Chambers")


@app.command("open")
def open_ballot(
    words: Annotated[str, typer.Argument(help="What is decided.")],
    keystore: Keystore,
    project: Annotated[str | None, typer.Option(help="Slug of the project that it is about.")] = None,
    days: Days = 7,
    as_json: Json = False,
) -> None:
    """Open a ballot with the wallet of a live seat, and publish its words on this server."""
    settings, account = Settings(), keystore_account(keystore)
    chain, salt = connect(settings), Hash32("0x" + token_hex(32))
    subject = text_hash_of(texts.read_text(words), salt)
    about = project_key(project) if project else NO_HASH
    closes_at = ballots.closing_at(chain, days)
    done = chain.client.send_from(account, ballots.open_call(chain, subject, about, closes_at))
    with open_session(settings) as session:
        texts.publish(session, chain, words, salt, [(subject, Address(account.address))])
    show_record({"ballot": _opened(chain, subject), "closes_at": closes_at, **told(done)}, as_json)


@app.command("open-admission")
def open_admission(
    round_: Annotated[str, typer.Argument(metavar="ROUND", help="The round's address.")],
    project: Annotated[str, typer.Argument(help="Slug of the project that applied.")],
    days: Days = 7,
    as_json: Json = False,
) -> None:
    """Open a ballot on a project's newest application to a round, as its operator."""
    settings = Settings()
    chain = connect(settings)
    closes_at = ballots.closing_at(chain, days)
    with open_session(settings) as session:
        number, done = ballots.open_admission(session, chain, checked_address(round_), project, closes_at)
    show_record({"ballot": number, "closes_at": closes_at, **told(done)}, as_json)


@app.command()
def vote(
    ballot: Ballot,
    choice: Annotated[str, typer.Argument(help="for, against or abstain")],
    keystore: Keystore,
    server: Server = None,
    direct: Annotated[bool, typer.Option("--direct", help="Send it yourself and pay for it.")] = False,
    as_json: Json = False,
) -> None:
    """Sign a seat's vote and hand it in; it costs the voter nothing. With --server, no setting is needed."""
    if choice not in voting.SUPPORT_WORDS:
        raise BadParameter("choice", choice, "for, against or abstain")
    account = keystore_account(keystore)
    if server is not None:
        done: dict[str, Any] = _vote_at(server, account, ballot, choice)
    else:
        done = _vote_here(account, ballot, choice, direct)
    show_record({"voter": account.address, "vote": choice, **done}, as_json)


@app.command()
def trim(ballot: Ballot, as_json: Json = False) -> None:
    """Take out of an open ballot whose seats must not count any more, at the operator's cost."""
    settings = Settings()
    chain = connect(settings)
    with open_session(settings) as session:
        found = ballots.to_trim(chain, ballot)
        done = told(ballots.trim(session, chain, ballot, found)) if found else {}
    show_record({"seats": found, **done}, as_json)


@app.command()
def close(ballot: Ballot, as_json: Json = False) -> None:
    """Fix the outcome of a ballot that is over, at the operator's cost."""
    settings = Settings()
    with open_session(settings) as session:
        show_record(told(ballots.close(session, connect(settings), ballot)), as_json)


@app.command()
def admit(ballot: Ballot, as_json: Json = False) -> None:
    """Tell the round what the chambers decided, at the operator's cost."""
    settings = Settings()
    with open_session(settings) as session:
        show_record(told(ballots.admit(session, connect(settings), ballot)), as_json)


def _opened(chain: Chain, subject: Hash32) -> int:
    events = chain.chamber_ballot.events("BallotOpened", subject=bytes.fromhex(subject[2:]))
    return int(events[-1].args["ballot"])


def _vote_here(account: LocalAccount, ballot: int, choice: str, direct: bool) -> dict[str, Any]:
    settings = Settings()
    chain = connect(settings)
    meant = voting.vote_for(chain, ballot, Address(account.address), voting.SUPPORT_WORDS[choice])
    if direct:
        return {"seat": meant.seat, **told(chain.client.send_from(account, chain.chamber_ballot.cast(meant)))}
    signed = SignedChamberVote(meant, sign(account, voting.message_of(chain, meant)))
    with open_session(settings) as session:
        return {"seat": meant.seat, **told(voting.relay_vote(session, chain, signed))}


def _vote_at(server: str, account: LocalAccount, ballot: int, choice: str) -> dict[str, Any]:
    wish = {"wallet": account.address, "ballot": ballot, "choice": choice}
    intent = ask_intent(server, "chamber-vote", wish)
    asked = intent.typed_data or {}
    try:
        chain_id, contract = int(asked["domain"]["chainId"]), checked_address(asked["domain"]["verifyingContract"])
        seat, deadline = (int(asked["message"][name]) for name in ("seat", "deadline"))
    except (KeyError, TypeError, ValueError, BadParameter) as problem:
        raise Refused(*OTHER_THAN_ASKED) from problem
    # Made anew from what was asked for: whatever a server sends, this key signs that vote or nothing.
    meant = ChamberVote(ballot, ContributionNumber(seat), voting.SUPPORT_WORDS[choice], Timestamp(deadline))
    signature = sign(account, chamber_vote_message(chain_id, contract, meant))
    request = {**wish, "seat": seat, "deadline": deadline, "signature": signature}
    return {"seat": seat, "received": ask_server(server, "/api/v1/chamber-votes", request, HandedIn).summary}
