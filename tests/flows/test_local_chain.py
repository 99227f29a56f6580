"""What a person starts and leaves running: the local chain, the server, the demo; each a process of its own."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from journeys import exit_code, quadrille
from quadrille.chain.anvil import Anvil
from quadrille.chain.client import Client
from quadrille.chain.deployment import connect
from quadrille.config import Settings

PATIENCE_SECONDS = 60


class Running:
    """A process whose words are kept; `heard` waits for some of them."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.words = ""
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.words += line

    def heard(self, pattern: str) -> str:
        """The first group of the pattern, once the process has said it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self.reader.is_alive():
            if found := re.search(pattern, self.words):
                return found[1]
            time.sleep(0.05)
        raise AssertionError(f"{pattern} was not said:\n{self.words}")


@contextmanager
def running(folder: Path, *words: object, **environment: str) -> Iterator[Running]:
    """A command in a folder, with no setting but those given; asked to end after the test, as by Ctrl-C."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("QUADRILLE_")}
    process = subprocess.Popen(
        [str(word) for word in words],
        cwd=folder,
        env={**clean, "PYTHONUNBUFFERED": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    one = Running(process)
    try:
        yield one
    finally:
        process.send_signal(signal.SIGINT)
        impatience = threading.Timer(PATIENCE_SECONDS, process.kill)
        impatience.start()
        ended_with = process.wait()
        impatience.cancel()
        one.reader.join()
        process.stdout.close()
    assert ended_with == 0, one.words


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The command line as a program in the folder, as in a checkout's `.venv/bin`."""
    path = tmp_path / "bin" / "quadrille"
    path.parent.mkdir()
    path.write_text(f"#!{sys.executable}\nfrom quadrille.cli import main\nmain()\n")
    path.chmod(0o755)
    return path


def test_a_kept_chain_is_found_again_and_its_clock_goes_on(tmp_path, program, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = (program, "chain", "start", "--port", "0", "--state", "kept.json")
    with running(tmp_path, *words) as chain:
        url = chain.heard(r"export QUADRILLE_RPC_URL=(\S+)")
        deployed = connect(Settings(rpc_url=url)).deployment
        client = Client(Settings(rpc_url=url))
        before = client.block()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while client.block().number < before.number + 2 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert client.block().at > before.at
    with running(tmp_path, *words) as chain:
        url = chain.heard(r"export QUADRILLE_RPC_URL=(\S+)")
        assert connect(Settings(rpc_url=url)).deployment == deployed
    (tmp_path / "deployment.json").unlink()
    found = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert "its contracts are not found: There is no deployment file" in found.stderr
    assert not (tmp_path / "deployment.json").exists()


def test_empty_blocks_come_quickly_at_first_and_then_ever_more_seldom(monkeypatch):
    monkeypatch.setattr("quadrille.chain.anvil.FIRST_TICK_SECONDS", 0.1)
    with Anvil() as chain:
        chain.let_time_go_on()
        time.sleep(2)
        blocks = int(chain.rpc("eth_blockNumber"), 16)
    # At a steady beat there would be twenty.
    assert 3 <= blocks <= 14


def test_a_chain_leaves_no_states_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with Anvil() as chain:
        chain.rpc("anvil_mine", hex(700))
        assert list(tmp_path.rglob("*.json"))
    assert list(tmp_path.iterdir()) == []


def test_coins_come_out_of_nothing_on_the_local_chain_only(world, monkeypatch):
    somebody = world.somebody(ether=3)
    given = quadrille("chain", "give", somebody.address, "--ether", 2)
    assert given["balance_wei"] == str(5 * 10**18)
    assert world.chain.client.balance_wei(somebody.address) == 5 * 10**18
    assert exit_code("chain", "give", "nobody") == 2
    monkeypatch.setenv("QUADRILLE_CHAIN_ID", "10")
    assert exit_code("chain", "give", somebody.address) == 5


def test_a_claim_code_is_not_in_the_servers_log(world, program):
    settings = {name: value for name, value in os.environ.items() if name.startswith("QUADRILLE_")}
    with running(world.folder, program, "serve", "--port", "0", **settings) as server:
        url = server.heard(r"running on (http://\S+)")
        with pytest.raises(HTTPError):
            urlopen(f"{url}/claim/secret-code")
    assert "secret-code" not in server.words


def shell(folder: Path, line: str) -> str:
    """What a line of shell prints, by somebody who has the program and no setting."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("QUADRILLE_")}
    environment = {**clean, "PATH": f"{folder / 'bin'}:{clean['PATH']}", "QUADRILLE_PASSPHRASE": "test"}
    done = subprocess.run(line, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_demo_serves_what_it_told_and_its_commands_work_as_they_are(tmp_path, program):
    with running(tmp_path, "bin/quadrille", "demo", "--port", "0", QUADRILLE_FINALITY_BLOCKS="64") as demo:
        claim = demo.heard(r"badge to claim +(\S+)")
        chain = demo.heard(r"The chain is at +(\S+)")
        check = demo.heard(r"Check the result yourself: +(.*)\n")
        assert check.startswith("bin/quadrille verify --round 0x")
        assert shell(tmp_path, check).split()[:2] == ["equal", "True"]
        # Without a browser's wallet: a key of one's own, coins, and the command that the page names.
        address = shell(tmp_path, "quadrille wallet new key.json").split()[1]
        shell(tmp_path, f"QUADRILLE_RPC_URL={chain} quadrille chain give {address}")
        command = re.search(r"<code>(export .*?)</code>", urlopen(claim).read().decode(), re.DOTALL)[1]
        assert f"holder       {address}" in shell(tmp_path, command.replace("FILE", "key.json"))
        assert "This badge has been claimed." in urlopen(claim).read().decode()
