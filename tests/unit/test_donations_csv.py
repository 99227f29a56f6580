"""A donations file is read to the letter, or refused with the place of its first flaw."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import MalformedFile
from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.offline.donations_csv import read_donations
from quadrille.types import BPS_ONE, UINT256_MAX

HEADER = b"donor,project,amount\n"

ids = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
donations = st.lists(
    st.builds(Donation, ids, ids, st.integers(0, UINT256_MAX), st.integers(0, BPS_ONE)),
    max_size=8,
    unique_by=lambda donation: (donation.donor, donation.project),
)
pieces = st.sampled_from(["a", "0", ",", '"', '""', "\r", "\n", "\0", "é", "a,a,0\n", '"a","a",0\r\n', 'a,"""\n",'])


def read(data: bytes) -> list[Donation]:
    return list(read_donations(io.BytesIO(data), "round.csv"))


def flaw(data: bytes) -> MalformedFile:
    with pytest.raises(MalformedFile) as refusal:
        read(data)
    assert refusal.value.file == "round.csv"
    return refusal.value


def place(data: bytes) -> tuple[int, str]:
    refusal = flaw(data)
    return refusal.row, refusal.column


def test_rows_become_donations_in_their_order():
    data = HEADER + b"alice,wells,4\nbob,wells,9\nalice,wells,4\n"
    assert read(data) == [
        Donation("alice", "wells", 4, 10_000),
        Donation("bob", "wells", 9, 10_000),
        Donation("alice", "wells", 4, 10_000),
    ]


@pytest.mark.parametrize("data", [HEADER, HEADER.rstrip(), b"\xef\xbb\xbf" + HEADER])
def test_a_header_alone_is_a_round_without_donations(data):
    assert read(data) == []


@pytest.mark.parametrize(
    "data",
    [
        b"donor,project,amount\nalice,wells,4",
        b"donor,project,amount\r\nalice,wells,4\r\n",
        b"donor,project,amount\r\nalice,wells,4\n",
        b"\xef\xbb\xbfdonor,project,amount\nalice,wells,4\n",
        b'\xef\xbb\xbf"donor","project","amount"\r\n"alice","wells","4"\r\n',
        b"amount,donor,project\n4,alice,wells\n",
        b"donor,project,amount\nalice,wells,0004\n",
        b"coefficient_bps,project,amount,donor\n010000,wells,4,alice\n",
    ],
)
def test_line_ends_byte_order_mark_quotes_and_order_of_columns_make_no_difference(data):
    assert read(data) == [Donation("alice", "wells", 4, 10_000)]


def test_ids_are_kept_letter_for_letter():
    data = HEADER + 'Alice, wells ,1\n"a,b","say ""hi""",2\n"two\r\nlines","é\u2028\x85\x0b",3\n '.encode() + b",\t,4\n"
    assert [(x.donor, x.project) for x in read(data)] == [
        ("Alice", " wells "),
        ("a,b", 'say "hi"'),
        ("two\r\nlines", "é\u2028\x85\x0b"),
        (" ", "\t"),
    ]


def test_a_second_byte_order_mark_belongs_to_the_text():
    assert read(HEADER + b"\xef\xbb\xbfalice,wells,1\n")[0].donor == "\ufeffalice"
    assert place(b"\xef\xbb\xbf\xef\xbb\xbf" + HEADER) == (1, "donor")


@given(donations, st.sampled_from(["\n", "\r\n"]), st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]))
def test_whatever_a_csv_writer_writes_is_read_back(rows, line_end, quoting):
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=line_end, quoting=quoting)
    writer.writerow(["project", "coefficient_bps", "donor", "amount"])
    writer.writerows([x.project, x.coefficient_bps, x.donor, x.amount_units] for x in rows)
    assert read(text.getvalue().encode()) == rows


@given(st.binary(), st.booleans())
def test_any_bytes_are_read_or_refused_with_a_place(data, has_header):
    flaws = []
    try:
        read((HEADER if has_header else b"") + data)
    except MalformedFile as refusal:
        flaws.append(refusal)
    for found in flaws:
        assert found.row >= 1
        assert found.cause == f"round.csv, row {found.row}, column {found.column}: {found.reason}"
        assert found.column
        assert found.reason


@given(st.lists(pieces, max_size=12).map("".join))
def test_what_is_read_at_all_is_read_as_by_the_csv_module(body):
    data = HEADER + body.encode()
    try:
        ours = [(x.donor, x.project, x.amount_units) for x in read(data)]
    except MalformedFile:
        return
    theirs = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
    assert ours == [(donor, project, int(amount)) for donor, project, amount in list(theirs)[1:]]


MALFORMED_INTEGERS = {
    "sign": "-5",
    "plus": "+5",
    "decimal point": "5.0",
    "decimal comma": '"5,0"',
    "exponent": "1e18",
    "hexadecimal": "0x10",
    "underscore": "1_000",
    "inner space": "1 000",
    "leading space": " 5",
    "trailing space": "5 ",
    "tab": "5\t",
    "no-break space": "1\u00a0000",
    "Arabic-Indic digits": "٣٤",
    "superscript": "5²",
    "full-width digits": "５",
    "letter": "five",
    "not a number": "nan",
    "line break": '"5\n"',
    "empty": "",
    "quoted empty": '""',
    "2^256": str(2**256),
    "5 000 digits": "1" * 5_000,
}


@pytest.mark.parametrize("text", MALFORMED_INTEGERS.values(), ids=MALFORMED_INTEGERS.keys())
@pytest.mark.parametrize("column", ["amount", "coefficient_bps"])
def test_an_integer_is_decimal_digits_and_nothing_else(text, column):
    good = {"amount": "5", "coefficient_bps": "5"}
    rows = [b"donor,project,amount,coefficient_bps", b"alice,wells,5,5"]
    bad = {**good, column: text}
    rows.append(f"bob,wells,{bad['amount']},{bad['coefficient_bps']}".encode())
    assert place(b"\n".join(rows)) == (3, column)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("0", 0), ("000", 0), ("0" * 10_000, 0), ("0" * 10_000 + "7", 7), (str(UINT256_MAX), UINT256_MAX)],
)
def test_zeros_and_the_largest_amount_are_fine(text, amount):
    assert read(HEADER + f"alice,wells,{text}\n".encode()) == [Donation("alice", "wells", amount)]


@pytest.mark.parametrize(("text", "is_fine"), [("0", True), ("10000", True), ("10001", False)])
def test_a_coefficient_is_at_most_10000(text, is_fine):
    data = f"donor,project,amount,coefficient_bps\nalice,wells,4,{text}\n".encode()
    if is_fine:
        assert read(data) == [Donation("alice", "wells", 4, int(text))]
    else:
        assert place(data) == (2, "coefficient_bps")
        assert "'10001' is over 10000" in flaw(data).cause


def test_two_coefficients_for_one_donor_and_project_are_refused_with_both_rows():
    header = b"donor,project,amount,coefficient_bps\n"
    assert len(read(header + b"alice,wells,4,9000\nalice,roads,4,1\nbob,wells,4,2\nalice,wells,1,09000\n")) == 4
    refusal = flaw(header + b"alice,wells,4,9000\nbob,wells,4,1\nalice,wells,1,9001\n")
    assert (refusal.row, refusal.column) == (4, "coefficient_bps")
    assert refusal.reason == "9001, but row 2 gives this donor 9000 on the same project"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (b"alice,wells", "amount"),
        (b"alice", "project"),
        (b"", "donor"),
        (b"alice,wells,4,5", "4"),
        (b"alice,wells,4,", "4"),
        (b",wells,4", "donor"),
        (b'alice,"",4', "project"),
    ],
)
def test_a_missing_or_extra_column_and_an_empty_id_are_named(row, column):
    assert place(HEADER + b"bob,wells,9\n" + row + b"\n") == (3, column)
    assert place(HEADER.replace(b"\n", b"\r\n") + row + b"\r\n" + b"bob,wells,9\r\n") == (2, column)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        (b"", "donor"),
        (b"\n", "donor"),
        (b"\xef\xbb\xbf", "donor"),
        (b"donor,project", "amount"),
        (b"donor;project;amount", "donor"),
        (b"Donor,project,amount", "donor"),
        (b"donor, project,amount", "project"),
        (b"alice,wells,4", "donor"),
        (b"donor,project,amount,amount", "amount"),
        (b"donor,donor,project,amount", "donor"),
        (b"donor,project,amount,coefficient_bps,coefficient_bps", "coefficient_bps"),
        (b"donor,project,amount,note", "4"),
        (b"donor,project,amount,", "4"),
        (b"donor,project,amount,coefficient", "4"),
        (b'donor,project,"amount', "3"),
        (b"donor,pro\xffject,amount", "2"),
        ("donor,project,amount".encode("utf-16"), "1"),
    ],
)
def test_a_header_names_every_column_once_and_no_other(header, column):
    assert place(header + b"\nalice,wells,4\n" if header else b"") == (1, column)


def test_the_row_is_the_line_of_the_file_where_it_starts():
    data = HEADER + b'"a\nb\nc",wells,1\n"d\n\n",wells,2\nbob,"we\nlls",x\n'
    assert place(data) == (8, "amount")


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (b'alice,"wells,4', "project", "a quote that is never closed"),
        (b'alice,"we"lls,4', "project", "text after the closing quote"),
        (b'alice,"wells" ,4', "project", "text after the closing quote"),
        (b'alice, "wells",4', "project", "a quote inside an unquoted field"),
        (b'al"ice,wells,4', "donor", "a quote inside an unquoted field"),
        (b'alice,wells,4"', "amount", "a quote inside an unquoted field"),
        (b"alice,wells,4\rbob,wells,4", "amount", "a carriage return that does not end a line"),
        (b"alice,wells,4\r\r", "amount", "a carriage return that does not end a line"),
        (b"al\0ice,wells,4", "donor", "a NUL character"),
        (b'alice,"we\0lls",4', "project", "a NUL character"),
        (b"alice,wells,4\0", "amount", "a NUL character"),
        (b"alice,w\xffells,4", "project", "the byte 0xff here is not UTF-8"),
        (b'alice,"w\n\xe9lls",4', "project", "the byte 0xe9 here is not UTF-8"),
        (b"alice,wells,\xd9\xa3\xd9", "amount", "the byte 0xd9 here is not UTF-8"),
        (b"\xed\xa0\x80,wells,4", "donor", "the byte 0xed here is not UTF-8"),
        (b"\xc0\xaf,wells,4", "donor", "the byte 0xc0 here is not UTF-8"),
    ],
)
def test_what_readers_could_take_differently_is_refused(row, column, reason):
    refusal = flaw(HEADER + b"bob,wells,9\n" + row + b"\ncarol,wells,9\n")
    assert (refusal.row, refusal.column, refusal.reason) == (3, column, reason)


def test_a_very_long_id_is_text_like_any_other():
    long = "x" * 200_000
    assert read(HEADER + f'{long},"{long}",1\n'.encode()) == [Donation(long, long, 1)]


def test_a_long_value_is_shortened_in_the_message():
    cause = flaw(HEADER + b"alice,wells," + b"9" * 100_000 + b"\n").cause
    assert cause.endswith("999...' is over 2^256 - 1")
    assert len(cause) < 200


def test_rows_before_the_flaw_are_read_without_reading_the_whole_file():
    def lines():
        yield from (HEADER, b"alice,wells,4\n", b"bob,wells,nine\n")
        raise AssertionError("nothing after the flaw may be read")

    donations = read_donations(lines(), "round.csv")
    assert next(donations) == Donation("alice", "wells", 4)
    with pytest.raises(MalformedFile):
        next(donations)


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))), max_size=4))
def test_where_a_donation_comes_from_changes_nothing(origins):
    rows = [("ann", "wells", str(place), *origin, "", "x") for place, origin in enumerate(origins)]
    text = io.StringIO()
    csv.writer(text).writerows([("donor", "project", "amount", "channel", "reference", "attestor"), *rows])
    assert read(text.getvalue().encode()) == [Donation("ann", "wells", place) for place in range(len(rows))]


def test_where_a_donation_comes_from_may_stand_beside_a_coefficient():
    data = b"channel,donor,project,coefficient_bps,amount,reference\nbank,ann,wells,7,100,12/9\n"
    assert read(data) == [Donation("ann", "wells", 100, 7)]
