"""`quadrille chain`: the chain room's commands, and those that concern every room's copies."""

import time
from typing import Annotated

import typer
from sqlmodel import Session

from quadrille.chain.alarms import open_alarms
from quadrille.chain.commands import app
from quadrille.chain.deployment import connect
from quadrille.chain.follower.standing import Standing, rebuild
from quadrille.chain.tables import AlarmRow
from quadrille.config import Settings
from quadrille.db import engine_of, open_session
from quadrille.errors import NotFound, Refused
from quadrille.readiness import followers, readiness_of
from quadrille.terminal import Json, show_record, show_table

REBUILD_SECONDS = 24 * 3_600
"""A day: a chain that takes longer to copy is followed by `quadrille worker` instead."""


@app.command()
def status(as_json: Json = False) -> None:
    """Head, followed and final blocks, lag, what the outbox holds, who can pay, and every open alarm."""
    settings = Settings()
    chain = connect(settings)
    with open_session(settings) as session:
        found = readiness_of(engine_of(session), chain)
    head = chain.client.block()
    rooms = {f"{room.room}_followed": f"{room.followed} (lag {room.lag_blocks})" for room in found.rooms}
    show_record(
        {
            "chain_id": chain.client.chain_id,
            "head": head.number,
            "final": chain.client.final_block().number,
            **rooms,
            "outbox_queued": found.outbox.queued,
            "outbox_under_way": found.outbox.under_way,
            "oldest_unsent_at": found.outbox.oldest_unsent_at,
            "badge": chain.badge.address,
            "governor": chain.governor.address,
            "treasury": chain.treasury.address,
            "review_log": chain.review_log.address,
            "ballot_log": chain.ballot_log.address,
            "chamber_ballot": chain.chamber_ballot.address,
            "standing_feedback": chain.standing_feedback.address,
            "affiliation_registry": chain.affiliation_registry.address,
            "standard_log": chain.standard_log.address,
            "treasury_wei": str(chain.client.balance_wei(chain.treasury.address)),
            **{role: address for role, (address, _) in found.balances_wei.items()},
            **{f"{role}_wei": str(wei) for role, (_, wei) in found.balances_wei.items()},
            "problems": " ".join(found.problems) or None,
        },
        as_json,
    )


@app.command("rebuild")
def rebuild_copies(as_json: Json = False) -> None:
    """Drop every copy of the chain's logs and make them again: the same, to the last byte."""
    settings = Settings()
    chain = connect(settings)
    with open_session(settings) as session:
        engine = engine_of(session)
        stands = [rebuild(follower, REBUILD_SECONDS) for follower in followers(engine, chain)]
    show_table([_row(standing) for standing in stands], as_json, title="Copies")


@app.command()
def alarms(
    settle: Annotated[int | None, typer.Option(help="Close this alarm: somebody has dealt with it.")] = None,
    as_json: Json = False,
) -> None:
    """Every open alarm. Those about funds, fees and forks close by themselves once their cause is gone."""
    with open_session(Settings()) as session:
        if settle is not None:
            _settle(session, settle)
        rows = [
            {"alarm": alarm.id, "raised_at": alarm.raised_at, "kind": alarm.kind, "words": alarm.words}
            for alarm in open_alarms(session)
        ]
    show_table(rows, as_json, title="Alarms")


def _settle(session: Session, number: int) -> None:
    alarm = session.get(AlarmRow, number)
    if alarm is None:
        raise NotFound("alarm", number)
    if alarm.kind == "deep fork":
        raise Refused("A deep fork is settled by its audit alone.", "Run `quadrille worker` until it is done.")
    alarm.closed_at = alarm.closed_at or int(time.time())
    session.add(alarm)
    session.commit()


def _row(standing: Standing) -> dict[str, str | int]:
    return {"room": standing.room, "followed": standing.followed, "head": standing.head}
