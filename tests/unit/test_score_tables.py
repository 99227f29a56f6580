"""A score table is read to the letter, or refused with the place of its first flaw."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import BadParameter, MalformedFile
from quadrille.people.uniqueness import LARGEST_SCORE, Seen, check_source, read_moment, read_scores
from quadrille.types import Timestamp

ANN = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
NOW = Timestamp(1_800_000_000)
USUAL = Timestamp(1_700_000_000)


def read(data, observed_at=USUAL):
    return list(read_scores(io.BytesIO(data), "scores.csv", observed_at, NOW))


def place(data, observed_at=USUAL):
    with pytest.raises(MalformedFile) as refusal:
        read(data, observed_at)
    assert refusal.value.file == "scores.csv"
    return refusal.value.row, refusal.value.column


def test_scores_are_kept_as_they_are_written_and_wallets_in_one_form():
    data = f"wallet,score\n{ANN.lower()},21.340\n{ANN},0\n".encode()
    assert read(data) == [Seen(ANN, "21.340", 1_700_000_000, ""), Seen(ANN, "0", 1_700_000_000, "")]


def test_a_row_s_own_moment_counts_and_an_empty_one_takes_the_usual():
    data = f"reference,observed_at,score,wallet\nno. 7,2026-11-21T08:00:00+01:00,1,{ANN}\n,,2,{ANN}\n".encode()
    assert read(data) == [Seen(ANN, "1", 1_795_244_400, "no. 7"), Seen(ANN, "2", 1_700_000_000, "")]


@pytest.mark.parametrize(
    "score",
    [
        "",
        "-1",
        "+1",
        "1e3",
        "1.",
        ".5",
        "01",
        "0x1",
        " 1",
        "1,0",
        "NaN",
        "inf",
        "٣",
        "1." + "0" * 19,
        "1000000000001",
        "1000000000000.1",
        "9" * 400,
    ],
)
def test_a_score_is_a_plain_decimal_number_in_bounds(score):
    assert place(f'wallet,score\n{ANN},"{score}"\n'.encode()) == (2, "score")


@given(st.integers(0, LARGEST_SCORE - 1), st.text("0123456789", min_size=1, max_size=18))
def test_every_decimal_number_up_to_the_largest_is_taken_to_the_digit(whole, decimals):
    text = f"{whole}.{decimals}"
    assert read(f"wallet,score\n{ANN},{text}\n".encode())[0].score == text
    assert len(text) <= 32


def test_the_largest_score_itself_is_taken():
    assert [
        row.score for row in read(f"wallet,score\n{ANN},{LARGEST_SCORE}\n{ANN},{LARGEST_SCORE}.000\n".encode())
    ] == [
        str(LARGEST_SCORE),
        f"{LARGEST_SCORE}.000",
    ]


@pytest.mark.parametrize("wallet", ["", "ann", ANN[:-1], ANN.replace("C8", "c8"), "0x" + "g" * 40, ANN + " "])
def test_a_wallet_is_an_address_whose_mixed_case_is_right(wallet):
    assert place(f"wallet,score\n{wallet},1\n".encode()) == (2, "wallet")


@pytest.mark.parametrize(
    "moment",
    [
        "yesterday",
        "2026-13-01",
        "2026-11-21T08:00:00",
        "2026-11-21 08:00Z",
        "-1",
        "1.5",
        "1800000001",
        "9999-01-01",
        "2026-11-21T25:00Z",
        "9" * 16,
    ],
)
def test_a_moment_is_exact_and_not_later_than_now(moment):
    assert place(f"wallet,score,observed_at\n{ANN},1,{moment}\n".encode()) == (2, "observed_at")


def test_a_row_without_any_moment_is_refused():
    assert place(f"wallet,score\n{ANN},1\n".encode(), observed_at=None) == (2, "observed_at")


@pytest.mark.parametrize("reference", ["x" * 201, "a\x07b"])
def test_a_reference_is_short_and_visible(reference):
    assert place(f"wallet,score,reference\n{ANN},1,{reference}\n".encode()) == (2, "reference")


@pytest.mark.parametrize(
    "header", [b"", b"wallet\n", b"wallet,points\n", b"wallet,score,score\n", b"wallet,score,name\n"]
)
def test_only_known_columns_are_taken(header):
    assert place(header)[0] in (0, 1)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("0", 0),
        ("1795248000", 1_795_248_000),
        ("2026-11-21", 1_795_219_200),
        ("2026-11-21T08:00Z", 1_795_248_000),
        ("2026-11-21T08:00:00Z", 1_795_248_000),
        ("2026-11-21T13:30:00+05:30", 1_795_248_000),
    ],
)
def test_moments_are_unix_seconds_or_iso(text, at):
    assert read_moment(text) == at


@pytest.mark.parametrize("name", ["", "Passport", "a b", "-a", "x" * 65, "é"])
def test_a_source_has_one_spelling(name):
    with pytest.raises(BadParameter, match="source"):
        check_source(name)
