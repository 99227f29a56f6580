"""The local chain: starts anywhere, can be turned back, outlives its process, ends cleanly."""

import socket
import threading
import time
from pathlib import Path

import pytest

from quadrille.chain.anvil import Anvil, find_tool
from quadrille.errors import ChainError, ChainUnreachable, Misconfigured

RICH = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
POOR = "0x00000000000000000000000000000000000000f0"


def send(chain: Anvil, value: int) -> None:
    chain.rpc("eth_sendTransaction", {"from": RICH, "to": POOR, "value": hex(value)})


def balance(chain: Anvil) -> int:
    return int(chain.rpc("eth_getBalance", POOR, "latest"), 16)


def newest_block(chain: Anvil) -> dict[str, str]:
    return chain.rpc("eth_getBlockByNumber", "latest", False)


def test_two_chains_run_side_by_side():
    with Anvil() as one, Anvil() as other:
        assert one.port != other.port
        assert one.rpc("eth_chainId") == other.rpc("eth_chainId") == hex(31_337)


def test_a_stopped_chain_does_not_answer():
    with Anvil() as chain:
        pass
    chain.stop()
    with pytest.raises(ChainUnreachable, match=f"127.0.0.1:{chain.port}"):
        chain.rpc("eth_chainId")


def test_a_taken_port_is_named_as_the_reason():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        chain = Anvil(port=taken.getsockname()[1])
        with pytest.raises(Misconfigured, match="Address already in use"):
            chain.start()


def test_options_are_passed_on():
    with Anvil("--chain-id", "5") as chain:
        assert chain.rpc("eth_chainId") == "0x5"


def test_a_revert_brings_back_state_and_clock():
    with Anvil() as chain:
        before = chain.rpc("eth_blockNumber")
        mark = chain.snapshot()
        chain.rpc("evm_increaseTime", 10**6)
        send(chain, 7)
        chain.rpc("anvil_mine", 1)
        assert balance(chain) == 7
        chain.revert(mark)
        assert balance(chain) == 0
        assert chain.rpc("eth_blockNumber") == before
        chain.rpc("anvil_mine", 1)
        assert int(newest_block(chain)["timestamp"], 16) < time.time() + 10**5


def test_a_transaction_that_waited_is_not_mined_after_the_revert():
    with Anvil() as chain:
        mark = chain.snapshot()
        chain.rpc("evm_setAutomine", False)
        send(chain, 7)
        chain.revert(mark)
        chain.rpc("anvil_mine", 2)
        assert balance(chain) == 0


def test_after_a_revert_transactions_are_mined_by_themselves_again():
    with Anvil() as chain:
        mark = chain.snapshot()
        chain.rpc("evm_setAutomine", False)
        chain.revert(mark)
        chain.rpc("eth_sendTransaction", {"from": RICH, "to": POOR, "value": "0x7"})
        deadline = time.monotonic() + 10
        while balance(chain) == 0 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert balance(chain) == 7


def test_a_mark_serves_one_revert():
    with Anvil() as chain:
        mark = chain.snapshot()
        chain.revert(mark)
        with pytest.raises(ChainError, match=f"no snapshot {mark}"):
            chain.revert(mark)


def test_a_chain_stopped_at_once_leaves_no_reader_of_its_words_behind():
    before = set(readers())
    for _ in range(10):
        with Anvil():
            pass
        assert set(readers()) <= before


def readers():
    # Threads of other kinds come and go with other tests' servers.
    return (thread for thread in threading.enumerate() if "_drain" in thread.name)


def test_an_error_of_the_node_is_raised_with_its_words():
    with Anvil() as chain, pytest.raises(ChainError, match="eth_nothing was refused: Method not found"):
        chain.rpc("eth_nothing")


def test_a_chain_with_a_state_file_goes_on_where_it_stopped_and_never_back_in_time(tmp_path):
    with Anvil(state=tmp_path / "chain.json") as chain:
        chain.rpc("evm_increaseTime", 10**6)
        chain.rpc("anvil_mine", 2)
        kept = newest_block(chain)
    with Anvil(state=tmp_path / "chain.json") as chain:
        assert newest_block(chain)["hash"] == kept["hash"]
        assert int(chain.rpc("eth_getBalance", RICH, "0x1"), 16) > 0
        times = [int(kept["timestamp"], 16)]
        for _ in range(3):
            chain.rpc("anvil_mine", 1)
            times.append(int(newest_block(chain)["timestamp"], 16))
    assert times == sorted(times)
    assert times[0] < times[1]


def test_a_broken_state_file_is_named(tmp_path):
    (tmp_path / "chain.json").write_text("rubbish")
    with pytest.raises(Misconfigured, match=r"chain\.json"):
        Anvil(state=tmp_path / "chain.json").start()


def program(path: Path, prints: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{prints}'\n")
    path.chmod(0o755)
    return path


def test_the_chosen_anvil_is_taken_before_any_other(tmp_path, monkeypatch):
    chosen = program(tmp_path / "anvil", "anvil Version: 9.9.9")
    monkeypatch.setenv("QUADRILLE_ANVIL", str(chosen))
    assert find_tool("anvil") == chosen


def test_another_program_called_anvil_is_not_taken(tmp_path, monkeypatch):
    monkeypatch.setenv("QUADRILLE_ANVIL", str(program(tmp_path / "anvil", "Anvil, a CAD program")))
    with pytest.raises(Misconfigured, match=r"QUADRILLE_ANVIL is .* not Foundry's anvil"):
        find_tool("anvil")


def test_without_a_checkout_the_path_and_foundryup_s_folder_are_searched(tmp_path, monkeypatch):
    monkeypatch.setattr("quadrille.chain.anvil.__file__", str(tmp_path / "a" / "b" / "c" / "d" / "anvil.py"))
    monkeypatch.delenv("QUADRILLE_ANVIL", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    program(tmp_path / "bin" / "anvil", "Anvil, a CAD program")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    with pytest.raises(Misconfigured, match="anvil is not installed"):
        find_tool("anvil")
    found = program(tmp_path / "home" / ".foundry" / "bin" / "anvil", "anvil Version: 1.7.1")
    assert find_tool("anvil") == found
