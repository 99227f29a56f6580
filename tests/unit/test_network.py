"""The guard of this folder: unit tests cannot reach the network, whatever they use to try."""

import asyncio
import http.client
import socket
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from unit.conftest import NetworkAsked


def by_socket(port):
    with socket.socket() as one:
        one.connect(("127.0.0.1", port))


def by_datagram(port):
    with socket.socket(type=socket.SOCK_DGRAM) as one:
        one.sendto(b"x", ("127.0.0.1", port))


def by_http(port):
    http.client.HTTPConnection("127.0.0.1", port).request("GET", "/")


def by_asyncio(port):
    # In a thread of its own: a browser's test may have left a loop running in this one.
    with ThreadPoolExecutor(1) as threads:
        threads.submit(lambda: asyncio.run(asyncio.open_connection("127.0.0.1", port))).result()


@pytest.mark.parametrize(
    "attempt",
    [
        by_socket,
        by_datagram,
        by_http,
        by_asyncio,
        lambda port: socket.create_connection(("127.0.0.1", port)),
        lambda port: urllib.request.urlopen(f"http://127.0.0.1:{port}"),
        lambda port: requests.get(f"http://127.0.0.1:{port}", timeout=1),
        lambda port: socket.getaddrinfo("localhost", port),
    ],
)
def test_a_unit_test_cannot_reach_even_a_server_that_listens(attempt):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        with pytest.raises(NetworkAsked):
            attempt(server.getsockname()[1])
        with pytest.raises(BlockingIOError):
            server.accept()
