"""Where on the network a request comes from; known while it is answered, and written nowhere."""

import ipaddress

from starlette.datastructures import Headers
from starlette.types import Scope

HOME_BITS = 64
"""What one IPv6 connection is given at least (RFC 6177): its holder can have any of the addresses in it."""


def client_network(scope: Scope, proxies: int) -> str:
    """The IPv4 address or the IPv6 /64 that asks; behind `proxies` trusted ones, what the outermost of them saw.

    Each proxy appends to X-Forwarded-For whom it was asked by. What stands further left was written by whoever asks,
    and is not read; nor is anything when no proxy is trusted.
    """
    peer = str((scope.get("client") or ("unknown", 0))[0])
    if proxies:
        lines = Headers(scope=scope).getlist("x-forwarded-for")
        told = [one for line in lines for one in line.split(",")]
        # With fewer entries than proxies, somebody has gone round one: then the peer is all that is sure.
        peer = told[-proxies].strip() if len(told) >= proxies else peer
    return network_of(peer)


def network_of(text: str) -> str:
    """An address as it is counted, without its port; text that is no address counts as it is, cut short."""
    try:
        address = ipaddress.ip_address(_without_port(text))
    except ValueError:
        return text[:64]
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(address), HOME_BITS), strict=False))


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
