"""`quadrille demo`: the three journeys, once, then the web application until Ctrl-C."""

import os
import secrets
import shlex
import shutil
import socket
import sys
import tempfile
import threading
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from quadrille.app import make_app
from quadrille.chain.commands import wait_for_interrupt
from quadrille.demo import panel_story, story
from quadrille.demo.stage import Stage, set_stage
from quadrille.errors import Misconfigured
from quadrille.types import Address

USUAL_PORT = 8000


def demo(
    once: Annotated[bool, typer.Option("--once", help="Stop after printing what happened.")] = False,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65_535, help="Port of the web application; 8000, or any free one when it is taken."),
    ] = None,
    chain_port: Annotated[int, typer.Option(min=0, max=65_535, help="Port of the chain; 0 takes any free one.")] = 0,
) -> None:
    """Run the three journeys on a new local chain and print what happened; then serve it until Ctrl-C.

    Nothing outlives the demo: chain, database and bundles lie in a temporary folder.
    """
    token = secrets.token_urlsafe(16)
    listener = None if once else _listen(port)
    typer.echo("QUADRILLE: recognise, decide, fund. On a local chain whose clock is moved; nothing here has value.\n")
    url = f"http://127.0.0.1:{USUAL_PORT if listener is None else listener.getsockname()[1]}"
    with (
        tempfile.TemporaryDirectory(prefix="quadrille-") as folder,
        set_stage(Path(folder), chain_port, url, token, typer.echo) as stage,
    ):
        round_address = play(stage)
        # The story's session is over; the application has its own.
        stage.session.close()
        if listener is not None:
            _serve(stage, listener, token, round_address)


def play(stage: Stage) -> Address:
    """The three journeys, told as they happen; returns the round."""
    holders = story.reviewers_earn_badges(stage)
    holders += panel_story.a_panel_screens_a_nominee(stage)
    round_address = story.operator_opens_the_round(stage)
    story.participants_fund_the_round(stage, holders, round_address)
    story.donors_give(stage, round_address)
    story.operator_shares_the_pool(stage, round_address)
    panel_story.the_days_reviews_are_rooted(stage)
    stage.tell_gas()
    return round_address


def _listen(port: int | None) -> socket.socket:
    """Take the port now: to learn after the story that it is taken would be late."""
    try:
        return socket.create_server(("127.0.0.1", USUAL_PORT if port is None else port))
    except OSError as problem:
        if port is None:
            return socket.create_server(("127.0.0.1", 0))
        raise Misconfigured(
            f"Port {port} cannot be used ({problem.strerror}).", "Give another with --port."
        ) from problem


def _serve(stage: Stage, listener: socket.socket, token: str, round_address: Address) -> None:
    app = make_app(stage.settings, stage.chain, works=True)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    # Visitors have no story that moves the clock for them.
    stage.anvil.let_time_go_on()
    _tell_places(stage, token, round_address)
    wait_for_interrupt()
    server.should_exit = True
    thread.join()


def _tell_places(stage: Stage, token: str, round_address: Address) -> None:
    url, program = stage.settings.public_url, _own_name()
    typer.echo(f"\nThe web application is at   {url}")
    typer.echo(f"  your badge to claim       {url}/claim/{stage.left_code}")
    typer.echo(f"  the panel's decision      {url}/screenings/1")
    typer.echo(f"  the round's result        {url}/rounds/{round_address}")
    typer.echo(f"  the decision              {url}/vote")
    typer.echo(f"  mail that is sent         {url}/dev/mail")
    typer.echo(f"The chain is at             {stage.settings.rpc_url} (chain id {stage.settings.chain_id})")
    typer.echo(f"The operator's token is     {token}")
    typer.echo(f"Check the result yourself:  {program} verify --round {round_address} --rpc {stage.settings.rpc_url}")
    typer.echo("Ctrl-C ends it.")


def _own_name() -> str:
    """How this program is called from here: by its name where the shell finds it, else by its path."""
    program = Path(sys.argv[0]).absolute()
    found = shutil.which("quadrille")
    # `python -m quadrille` is no program of its own.
    if not os.access(program, os.X_OK) or (found and program.samefile(found)):
        return "quadrille"
    is_below = program.is_relative_to(Path.cwd())
    return shlex.quote(str(program.relative_to(Path.cwd()) if is_below else program))
