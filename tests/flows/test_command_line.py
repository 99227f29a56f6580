"""Commands that hand in reviews, and what every command keeps: nothing cut, nothing that steers a terminal, JSON."""

import json
import re
import resource
import shlex
from pathlib import Path

import pytest
import typer
from eth_account import Account

from journeys import demo_reviews, exit_code, quadrille
from quadrille.chain.accounts import save
from quadrille.cli import COMMANDS, build
from quadrille.errors import BadParameter, MalformedFile, Misconfigured
from quadrille.screening import flow as screening
from quadrille.terminal import show_table

ROOT = Path(__file__).parents[2]

UNTIL_INTERRUPTED = {("chain", "start"), ("serve",), ("worker",), ("demo",)}
"""They answer no question, and so have nothing to answer in JSON."""

HANDED_ON = {("rounds", "rehearse")}
"""Takes the words of another command, --json among them."""


def test_one_file_that_cannot_be_read_stops_the_import_before_anything_is_handed_in(world, session, tmp_path, capsys):
    folder = tmp_path / "reviews"
    folder.mkdir()
    for name, content in demo_reviews():
        (folder / name).write_bytes(content)
    (folder / "z-last.json").write_text("{")
    assert exit_code("screening", "import", folder) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "z-last.json" in told.err
    assert quadrille("screening", "list") == []
    (folder / "z-last.json").unlink()
    assert len(quadrille("screening", "import", folder)) == len(demo_reviews())


def test_a_claim_code_is_told_whatever_happens_to_the_reviews_after_it(world, session, tmp_path, capsys):
    name, content = next(review for review in demo_reviews() if "wellspring-map_reviewer-amina" in review[0])
    (tmp_path / name).write_bytes(content)
    other = {**json.loads(content), "project": name.partition("_")[0], "timeTaken": 77}
    (tmp_path / "z-other.json").write_text(json.dumps(other))
    assert exit_code("screening", "import", tmp_path / name, tmp_path / "z-other.json", "--json") == 5
    code = json.loads(capsys.readouterr().out)[0]["claim_code"]
    assert not screening.look_at_claim(session, world.chain, code).is_claimed


def test_a_review_that_earned_nothing_comes_with_what_would_help(world, tmp_path):
    review = {"license": {"answer": True, "comment": "", "confidence": "5"}, "user": "ann", "timestamp": 1617713695}
    (tmp_path / "silent.json").write_text(json.dumps({**review, "project": "wells"}))
    told = quadrille("screening", "import", tmp_path / "silent.json")[0]
    assert told["claim_code"] is None
    assert "Answer at least 2 questions" in told["reasons"]


def test_an_import_of_no_file_says_so(world, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadParameter, match="review files"):
        quadrille("screening", "import", tmp_path / "empty")


def test_a_review_file_that_is_a_folder_is_named(world, tmp_path):
    (tmp_path / "reviews" / "folder.json").mkdir(parents=True)
    with pytest.raises(MalformedFile, match=r"folder\.json: cannot be read"):
        quadrille("screening", "import", tmp_path / "reviews")


def test_a_table_cuts_and_folds_nothing(capsys):
    rows = [{"id": "7" * 77, "state": "active", "hash": "0x" + "ab" * 32}, {"id": "8", "state": None, "hash": "0x"}]
    show_table(rows, as_json=False, title="Things")
    title, names, first, second = capsys.readouterr().out.splitlines()
    assert (title, names.split()) == ("Things (2)", ["state", "id", "hash"])
    assert first == f"active  {'7' * 77}  0x{'ab' * 32}"
    assert second.split() == ["-", "8", "0x"]
    assert first.index("0x") == second.index("0x")


def test_an_empty_table_is_its_title(capsys):
    show_table([], as_json=False, title="Things")
    assert capsys.readouterr().out == "Things (0)\n"


def test_what_others_wrote_cannot_steer_a_terminal(capsys):
    show_table([{"title": "\x1b[2Jwells\nmine\u202e"}], as_json=False, title="Things")
    assert capsys.readouterr().out.splitlines()[-1] == " [2Jwells mine"


def test_a_key_that_cannot_be_written_whole_leaves_no_file(tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        with pytest.raises(Misconfigured, match=r"key\.json cannot be made \(File too large\)"):
            save(Account.create(), tmp_path / "key.json", "test")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not (tmp_path / "key.json").exists()


def every_command():
    """Each command by its words, those with commands of their own left out."""
    for name in COMMANDS:
        yield from ends((name,), typer.main.get_command(build(name)).commands[name])


def ends(words, command):
    below = getattr(command, "commands", None)
    if not below:
        yield words, command
        return
    for word, one in below.items():
        yield from ends((*words, word), one)


def test_every_command_that_ends_by_itself_answers_in_json():
    found = dict(every_command())
    assert len(found) > 30
    for words, command in found.items():
        options = {option for parameter in command.params for option in parameter.opts}
        assert ("--json" in options) == (words not in UNTIL_INTERRUPTED | HANDED_ON), words


def commands_of_the_readme():
    """The words of each command that the README has a person type, shell variables as they stand."""
    text = (ROOT / "README.md").read_text().replace("\\\n", " ")
    typed = [line for line in text.splitlines() if line.startswith("    ")]
    for line in typed:
        # Without comments, and a number for a sum.
        plain = re.sub(r"\$\(\(.*?\)\)", "1", line.partition(" #")[0])
        for piece in re.split(r"[|;)]|&&|\$\(", plain):
            if piece.strip().startswith("quadrille ") and "[" not in piece:
                yield shlex.split(piece)[1:]


def test_every_command_in_the_readme_can_be_read(monkeypatch):
    # Two folders below the root, as the README's own trial is.
    monkeypatch.chdir(ROOT / "tests" / "flows")
    known, seen = dict(every_command()), set()
    for words in commands_of_the_readme():
        depth = next(depth for depth in (1, 2, 3) if tuple(words[:depth]) in known)
        seen.add(tuple(words[:depth]))
        known[tuple(words[:depth])].make_context(words[0], words[depth:])
    assert len(seen) > 20
