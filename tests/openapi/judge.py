"""Has schemathesis ask a server everything that its OpenAPI description allows, and much that it does not."""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(TESTS), "SCHEMATHESIS_HOOKS": "openapi.hooks"}

NOT_SAID = "positive_data_acceptance"
"""The one check that is left out: JSON Schema cannot say all that the server has to ask for, such as EIP-55 checksums,
one's own pseudonym, the form of a message that was signed."""

WORKERS = 1
"""Its threads stumble over one another where Python 3.11 reads source ("AST constructor recursion depth mismatch")."""


@dataclass(frozen=True)
class Verdict:
    """What was asked and how it was answered, by operation and status; and the judge's own words on what was wrong."""

    answers: Counter[tuple[str, int]]
    has_failed: bool
    words: str

    @property
    def requests(self) -> int:
        """How many were sent."""
        return self.answers.total()

    @property
    def operations(self) -> set[str]:
        """Everything that was asked."""
        return {operation for operation, _ in self.answers}

    @property
    def done(self) -> set[str]:
        """Everything that was done when it was asked."""
        return {operation for operation, status in self.answers if status < 300}


@contextmanager
def server() -> Iterator[str]:
    """A server in a process of its own; its address."""
    command = [sys.executable, "-m", "openapi.serving"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT, text=True) as process:
        assert process.stdout is not None
        try:
            yield str(json.loads(process.stdout.readline())["url"])
        finally:
            process.terminate()


def judge(url: str, seconds: int) -> Verdict:
    """Ask for so long, and hold every answer against the description."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.ndjson"
        command = [
            *(str(Path(sys.executable).with_name("st")), "run", f"{url}/openapi.json", "--no-color"),
            *("--max-time", str(seconds), "--workers", str(WORKERS), "--continue-on-failure"),
            *("--exclude-checks", NOT_SAID, "--request-timeout", "60"),
            *("--generation-database", "none", "--report-ndjson-path", str(report)),
        ]
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False, cwd=folder)
        return Verdict(Counter(_answers(report)), done.returncode != 0, done.stdout + done.stderr)


def _answers(report: Path) -> Iterator[tuple[str, int]]:
    """Operation and status of every request in a report."""
    if not report.exists():
        return
    with report.open(encoding="utf-8") as lines:
        for line in lines:
            recorder = json.loads(line).get("ScenarioFinished", {}).get("recorder", {})
            for name, interaction in recorder.get("interactions", {}).items():
                asked, answer = recorder["cases"][name]["value"], interaction["response"]
                yield f"{asked['method']} {asked['path']}", answer["status_code"] if answer else 0
