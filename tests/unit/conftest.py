"""What is pure needs no network: a test here that asks for it fails."""

import socket

import pytest


class NetworkAsked(BaseException):
    """Not an Exception, so that nothing catches it on the way."""


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every way out of this process raises. What runs in a process of its own is not held."""

    def refuse(*_: object, **__: object) -> None:
        raise NetworkAsked

    for way in ("connect", "connect_ex", "sendto", "sendmsg"):
        monkeypatch.setattr(socket.socket, way, refuse)
    for way in ("create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, way, refuse)
