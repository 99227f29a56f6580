"""A node between ours and the chain that fails, lags and lies: `python -m simulation.proxy PORT`, told what by HTTP.

It prints the port that it listens on. POST /control with `seed` and `rate` begins anew and answers what was counted.
"""

import asyncio
import json
import socket
import struct
import sys
from contextlib import suppress
from typing import Any

from simulation.faults import Call, Fault, Faults, as_of, spoil

GARBAGE = b"<html><body>502 Bad Gateway</body></html>"
STATUS = {Fault.TOO_MANY: 429, Fault.BROKEN: 500}
LONGEST_SILENCE_SECONDS = 5
LAG_SECONDS = (0.05, 0.3)
SLOW_SECONDS = (0.02, 0.2)
HANDLED_BEFORE = {Fault.TIMEOUT_BEFORE, Fault.RESET_BEFORE, Fault.GARBAGE, *STATUS}
ENDS = (asyncio.IncompleteReadError, ConnectionError, TimeoutError)


class Silence(Exception):
    """No answer comes."""


class Reset(Exception):
    """The connection is torn down."""


class Cut(Exception):
    """These bytes go out, and no more."""


class Proxy:
    """Answers for the chain on another port of this machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._faults = Faults(0, 0.0)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, request by request."""
        upstream = Upstream(self._port)
        try:
            while True:
                path, body = await _read_message(reader)
                if path == "/control":
                    writer.write(_message(200, self._begin_anew(json.loads(body))))
                else:
                    writer.write(await self._answer(upstream, json.loads(body)))
                await writer.drain()
        except Silence:
            with suppress(*ENDS):
                await asyncio.wait_for(reader.read(), LONGEST_SILENCE_SECONDS)
        except Cut as cut:
            writer.write(cut.args[0])
        except Reset:
            # A linger of nothing makes the system send RST instead of FIN.
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()
        except ENDS:
            pass
        finally:
            upstream.close()
            writer.close()

    def _begin_anew(self, order: dict[str, Any]) -> bytes:
        had, self._faults = self._faults, Faults(order["seed"], order["rate"])
        return json.dumps({"requests": had.requests, "faults": had.counts}).encode()

    async def _answer(self, upstream: "Upstream", asked: Any) -> bytes:
        calls = asked if isinstance(asked, list) else [asked]
        faults = self._faults
        fault = faults.draw(calls)
        if fault in HANDLED_BEFORE:
            return _without_delivery(fault)
        await self._meddle(upstream, faults, fault)
        sent = calls if faults.frozen is None else [as_of(faults.frozen, call) for call in calls]
        answers = await upstream.ask(sent)
        if fault is Fault.DUPLICATE:
            answers = await upstream.ask(sent)
        answers = spoil(faults, fault, calls, answers)
        content = json.dumps(answers if isinstance(asked, list) else next(iter(answers), None)).encode()
        return _delivered(fault, content)

    async def _meddle(self, upstream: "Upstream", faults: Faults, fault: Fault | None) -> None:
        """What happens to the chain or its node before this request is answered."""
        if fault is Fault.SLOW:
            await asyncio.sleep(faults.seconds(*SLOW_SECONDS))
        if fault is Fault.STALE:
            head = int(await upstream.call("eth_blockNumber"), 16)
            faults.frozen = max(head - faults.lag_blocks(), 0)
            asyncio.get_running_loop().call_later(faults.seconds(*LAG_SECONDS), _catch_up, faults)
        if fault is Fault.EVICTED:
            await self._evict(upstream, faults)
        if fault is Fault.FEE_SPIKE:
            await upstream.call("anvil_setNextBlockBaseFeePerGas", hex(faults.spike_wei()))

    async def _evict(self, upstream: "Upstream", faults: Faults) -> None:
        pool = await upstream.call("txpool_content")
        waiting = [one["hash"] for part in pool.values() for sender in part.values() for one in sender.values()]
        for transaction in waiting:
            if faults.random.random() < 0.5:
                await upstream.call("anvil_dropTransaction", transaction)


class Upstream:
    """A connection to the true chain, made when it is first used."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, calls: list[Call]) -> list[Call]:
        """The true answers, in the order of the calls."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=2**26)
        reader, writer = self._streams
        writer.write(b"POST / HTTP/1.1\r\nhost: chain\r\ncontent-type: application/json\r\n")
        content = json.dumps(calls).encode()
        writer.write(b"content-length: %d\r\n\r\n%s" % (len(content), content))
        _, answer = await _read_message(reader)
        by_id = {one["id"]: one for one in json.loads(answer)}
        return [by_id[call["id"]] for call in calls]

    async def call(self, method: str, *params: Any) -> Any:
        """The result of one call of our own."""
        (answer,) = await self.ask([{"jsonrpc": "2.0", "id": 0, "method": method, "params": params}])
        return answer["result"]

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()


def _catch_up(faults: Faults) -> None:
    faults.frozen = None


def _without_delivery(fault: Fault | None) -> bytes:
    if fault is Fault.TIMEOUT_BEFORE:
        raise Silence
    if fault is Fault.RESET_BEFORE:
        raise Reset
    return _message(STATUS.get(fault, 200) if fault else 200, GARBAGE)


def _delivered(fault: Fault | None, content: bytes) -> bytes:
    if fault is Fault.TIMEOUT_AFTER:
        raise Silence
    if fault is Fault.RESET_AFTER:
        raise Reset
    if fault is Fault.TRUNCATED:
        return _message(200, content[: len(content) // 2])
    if fault is Fault.CUT_OFF:
        raise Cut(_message(200, content, len(content) * 2))
    return _message(200, content)


async def _read_message(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    """The path of a request (or version of an answer), and the body."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    lengths = [line.partition(":")[2] for line in lines if line.lower().startswith("content-length:")]
    return first.split(" ")[1], await reader.readexactly(int(lengths[0]))


def _message(status: int, content: bytes, length: int | None = None) -> bytes:
    head = f"HTTP/1.1 {status} -\r\ncontent-type: application/json\r\ncontent-length: {length or len(content)}\r\n\r\n"
    return head.encode() + content


async def main(port: int) -> None:
    """Serve until the process ends, or whoever began it has hung up."""
    gone = asyncio.Event()
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), gone.set)
    server = await asyncio.start_server(Proxy(port).serve, "127.0.0.1", 0, limit=2**26)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await gone.wait()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main(int(sys.argv[1])))
