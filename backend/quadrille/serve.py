"""`quadrille serve`: the web application on this machine."""

from typing import Annotated

import typer
import uvicorn

from quadrille.app import make_app
from quadrille.chain.deployment import connect
from quadrille.config import Settings


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen on.")] = 8000,
    work: Annotated[bool, typer.Option(help="Send and follow in this process too; not where a worker runs.")] = True,
) -> None:
    """Run the web application until Ctrl-C."""
    settings = Settings()
    app = make_app(settings, connect(settings), works=work)
    # No log of requests: a claim code stands in its page's address, and whoever has it can take the badge.
    # Who stands in front is said by QUADRILLE_PROXIES alone; uvicorn would believe a header from this machine.
    uvicorn.run(app, host=host, port=port, log_level="info", access_log=False, proxy_headers=False, server_header=False)
