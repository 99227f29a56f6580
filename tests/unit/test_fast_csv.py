"""A plain file is read fast, and whatever a file is, it is read or refused as by the strict reader."""

import io
import random
import sys

import numpy as np
import pytest
import typer
from hypothesis import example, given
from hypothesis import strategies as st
from typer.testing import CliRunner

from quadrille.errors import MalformedFile
from quadrille.rounds.matching.kernels import csv_kernel
from quadrille.rounds.offline import donations_csv
from quadrille.rounds.offline.donations_csv import read_donations, read_gifts
from quadrille.rounds.offline.match_command import match
from quadrille.rounds.offline.plain_csv import read_plain
from quadrille.types import UINT256_MAX

HEADER = b"donor,project,amount\n"

letters = st.characters(exclude_categories=["Cs"], exclude_characters='\0\r\n",')
ids = st.one_of(st.text(letters, min_size=1, max_size=20), st.sampled_from(["a", "ab", "0x" + "f" * 40, "é" * 9]))
amounts = st.one_of(st.integers(0, 10**21), st.integers(0, 10**38 // 50), st.sampled_from([0, 2**64 - 1, 2**64]))
written = st.builds(lambda zeros, units: "0" * zeros + str(units), st.integers(0, 45), amounts)
columns = st.permutations(["donor", "project", "amount", "coefficient_bps", "channel", "reference"]).flatmap(
    lambda names: st.sampled_from(
        [names, [n for n in names if n[0] != "c"], [n for n in names if n in {"donor", "project", "amount"}]]
    )
)


def as_strictly(data):
    """Donations, or the words of the refusal."""
    try:
        return list(read_donations(io.BytesIO(data), "round.csv"))
    except MalformedFile as refusal:
        return str(refusal)


def by_either_way(data):
    """The same through what commands read with, as if every file were large."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(donations_csv, "LARGE_BYTES", 0)
        try:
            return list(read_gifts(io.BytesIO(data), "round.csv"))
        except MalformedFile as refusal:
            return str(refusal)


@st.composite
def files(draw):
    """A plain file: any order of columns, with a byte order mark or not, with a last line end or not."""
    names = draw(columns)
    rows = [",".join(names)]
    bps = {}
    for _ in range(draw(st.integers(0, 12))):
        fields = {"donor": draw(ids), "project": draw(ids), "amount": draw(written), "channel": "", "reference": "é"}
        pair = fields["donor"], fields["project"]
        fields["coefficient_bps"] = bps.setdefault(pair, str(draw(st.integers(0, 10_000))))
        rows.append(",".join(fields[name] for name in names))
    mark, end = draw(st.sampled_from(["", "\ufeff"])), draw(st.sampled_from(["", "\n"]))
    return (mark + "\n".join(rows) + end).encode()


@given(files())
def test_a_plain_file_is_read_fast_and_as_by_the_strict_reader(data):
    found = read_plain(data)
    if b"\n" in data:
        assert found is not None
        assert list(found) == as_strictly(data)
    assert by_either_way(data) == as_strictly(data)


breaks = [b"", b",", b"\n", b"\r", b"\r\n", b'"', b"\0", b"\xff", b"\xc3", b" ", b"-", b"x", b"9" * 40, b"\xef\xbb\xbf"]


@given(files(), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), st.sampled_from(breaks)), max_size=3))
def test_a_broken_file_is_refused_in_the_words_of_the_strict_reader(data, changes):
    for place, taken, put in changes:
        at = int(place * len(data))
        data = data[:at] + put + data[at + taken :]
    assert by_either_way(data) == as_strictly(data)


@given(st.binary(max_size=60), st.booleans())
@example(b"a,b,1\n\n", True)
@example(b"a,b,1\na,b", True)
@example(b"\n", True)
@example(b"a,b,\n", True)
@example(b"a,,1\n", True)
@example(b",b,1\n", True)
@example(b"a,b,1,\n", True)
@example(b"\xed\xa0\x80,b,1\n", True)
@example(b"\xef\xbb\xbfa,b,1\n", True)
@example(b"a,b,1", False)
def test_any_bytes_are_read_or_refused_as_by_the_strict_reader(data, has_header):
    data = HEADER + data if has_header else data
    assert by_either_way(data) == as_strictly(data)


@pytest.mark.parametrize(
    ("units", "is_plain"),
    [(10**38 - 1, True), (10**38, False), (2**127, False), (UINT256_MAX, False), (UINT256_MAX + 1, False)],
)
def test_amounts_have_a_bound_beyond_which_the_strict_reader_reads_on(units, is_plain):
    data = HEADER + f"a,b,{units}\nb,b,1\n".encode()
    assert (read_plain(data) is not None) == is_plain
    assert by_either_way(data) == as_strictly(data)


def test_so_has_their_sum():
    most = 2**127 - 1 - 10**38
    plain = HEADER + f"a,b,{10**38 - 1}\nb,b,{most}\nc,b,1\n".encode()
    assert list(read_plain(plain)) == as_strictly(plain)
    assert read_plain(plain + b"d,b,1\n") is None
    assert by_either_way(plain + b"d,b,1\n") == as_strictly(plain + b"d,b,1\n")


def test_a_second_coefficient_is_refused_with_both_rows():
    data = b"donor,project,amount,coefficient_bps\nalice,wells,4,9000\nbob,wells,4,1\nalice,wells,1,9001\n"
    assert read_plain(data) is None
    assert by_either_way(data) == as_strictly(data)
    assert "row 4" in as_strictly(data)


@pytest.mark.parametrize("length", [1, 7, 8, 9, 63, 64, 65, 1_000, 200_000])
def test_ids_of_any_length_are_told_apart_by_their_last_letter(length):
    names = ["x" * (length - 1) + letter for letter in "abc"]
    rows = [f"{donor},{project},1\n" for donor in names for project in names]
    data = HEADER + "".join(rows * 2).encode()
    assert len(read_plain(data).donors) == 3
    assert list(read_plain(data)) == as_strictly(data)


def test_an_id_too_long_to_write_its_place_down_is_left_to_the_strict_reader():
    data = HEADER + b"x" * (1 << 24) + b",wells,1\n"
    assert read_plain(data) is None
    assert by_either_way(data) == as_strictly(data)


def test_many_ids_and_rows_are_read_in_shares():
    draw = random.Random(1)
    rows = [f"0x{draw.randrange(30_000):040x},{draw.randrange(300)},{draw.getrandbits(90)}\n" for _ in range(60_000)]
    data = HEADER + "".join(rows).encode()
    found = read_plain(data)
    assert list(found) == as_strictly(data)
    assert list(found.donors[2:5]) == list(found.donors)[2:5]


def test_ids_are_the_same_by_their_bytes_and_never_by_their_hash():
    data = b"one,two,six,one,ten,two"
    places = np.array([(place << 24) + 3 for place in range(0, 24, 4)], np.uint64)
    tags = np.full(6, 7, np.uint32)
    first, is_done = csv_kernel.number_ids(np.frombuffer(data, np.uint8), places, tags)
    assert is_done
    assert tags.tolist() == [0, 1, 2, 0, 3, 1]
    assert first.tolist() == [places[place] for place in (0, 1, 2, 4)]


def test_ids_made_to_collide_are_left_to_the_strict_reader():
    data = "".join(f"{number:06}" for number in range(20_000)).encode()
    places = np.array([(6 * number << 24) + 6 for number in range(20_000)], np.uint64)
    _, is_done = csv_kernel.number_ids(np.frombuffer(data, np.uint8), places, np.full(20_000, 7, np.uint32))
    assert not is_done


def test_a_small_file_waits_for_no_compiler(monkeypatch):
    monkeypatch.setitem(sys.modules, "quadrille.rounds.offline.plain_csv", None)
    assert list(read_gifts(io.BytesIO(HEADER + b"a,b,1\n"), "round.csv")) == [("a", "b", 1, 10_000)]
    with pytest.raises(ImportError):
        read_gifts(io.BytesIO(HEADER + b"a,b,1\n" * (donations_csv.LARGE_BYTES // 6)), "round.csv")


@given(files(), st.sampled_from(["qf", "cocm"]))
def test_the_command_prints_the_same_bytes_either_way(data, mechanism):
    app = typer.Typer(add_completion=False)
    app.command("match")(match)
    words = ["-", "--pool", "1000", "--mechanism", mechanism, "--json"]
    small = CliRunner().invoke(app, words, input=data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(donations_csv, "LARGE_BYTES", 0)
        large = CliRunner().invoke(app, words, input=data)
    assert (large.stdout_bytes, str(large.exception)) == (small.stdout_bytes, str(small.exception))
