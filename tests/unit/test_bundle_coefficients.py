"""A result with coefficients: its bundle says which, is recomputed with them, and nothing in them can be changed."""

import pytest

from quadrille.errors import MalformedFile, Misconfigured, Mismatch, QuadrilleError
from quadrille.rounds.bundle.bundle import (
    bundle_hash,
    bundle_path,
    kept_bundle,
    make_bundle,
    read_bundle,
    write_bundle,
)
from quadrille.rounds.bundle.contents import coefficients_in
from quadrille.rounds.bundle.recompute import verify_bundle
from quadrille.rounds.outcome.coefficients import COEFFICIENTS
from quadrille.rounds.result import compute_result
from sealed_bundle import sealed
from unit.example_round import DONORS, LINKED, PAYEES, ROUND, THIRD, example_facts, example_result, linked_result

FACTS = linked_result().facts


@pytest.fixture
def files():
    return make_bundle(compute_result(FACTS, LINKED))


def test_a_bundle_in_which_everybody_counts_in_full_has_no_table():
    assert COEFFICIENTS not in make_bundle(example_result())
    assert make_bundle(compute_result(example_facts(), ())) == make_bundle(example_result())


def test_a_bundle_with_coefficients_is_recomputed_with_them(files):
    assert coefficients_in(files) == LINKED
    linked, apart = verify_bundle(files).matching, compute_result(FACTS).matching
    assert [found.donors for found in linked.projects] == [2, 1, 1]
    assert [found.donors for found in apart.projects] == [3, 1, 1]
    assert linked.projects[0].raw < apart.projects[0].raw


def test_its_donations_are_those_of_the_chain_wallet_by_wallet(files):
    assert files["donations.csv"] == make_bundle(compute_result(FACTS))["donations.csv"]


def test_the_table_tells_of_nobody_but_linked_donors(files):
    told = files[COEFFICIENTS].decode()
    assert told.splitlines() == [
        "wallet,person,coefficient_bps,project,reason",
        f"{DONORS[0]},{DONORS[0]},10000,,linked wallets",
        f"{THIRD},{DONORS[0]},10000,,linked wallets",
    ]


def test_a_byte_changed_in_the_coefficients_is_found_out_even_with_a_manifest_that_fits(files):
    found = 0
    for place in range(len(files[COEFFICIENTS])):
        changed = bytearray(files[COEFFICIENTS])
        changed[place] ^= 1
        lie = sealed({**files, COEFFICIENTS: bytes(changed)})
        try:
            verify_bundle(lie)
        except QuadrilleError:
            found += 1
        else:
            # Whoever changes the words of a reason changes no match; the published hash contradicts them.
            assert bundle_hash(lie) != bundle_hash(files)
            assert compute_result(FACTS, coefficients_in(lie)).matching == compute_result(FACTS, LINKED).matching
    assert found > len(files[COEFFICIENTS]) * 3 // 4


@pytest.mark.parametrize("content", [b"", b"wallet,person,coefficient_bps,project,reason\n"])
def test_an_empty_table_is_no_table(files, content):
    assert coefficients_in(files)
    with pytest.raises((Mismatch, MalformedFile)):
        verify_bundle(sealed({**files, COEFFICIENTS: content}))


def test_a_bundle_that_left_its_coefficients_out_is_found_out(files):
    with pytest.raises(Mismatch, match=r"result\.csv"):
        verify_bundle(sealed({name: content for name, content in files.items() if name != COEFFICIENTS}))


def test_a_table_in_another_order_is_not_the_published_one(files):
    header, *rows = files[COEFFICIENTS].splitlines(keepends=True)
    with pytest.raises(Mismatch, match=r"coefficients\.csv, line 2"):
        verify_bundle(sealed({**files, COEFFICIENTS: header + b"".join(reversed(rows))}))


def test_a_table_about_somebody_without_part_in_the_round_is_refused(files):
    row = f"{PAYEES[1]},{PAYEES[1]},1,,for show\n".encode()
    with pytest.raises(Mismatch, match="gave nothing"):
        verify_bundle(sealed({**files, COEFFICIENTS: files[COEFFICIENTS] + row}))


def test_a_server_s_copy_is_found_by_its_hash_and_a_changed_one_is_its_own_fault(tmp_path, files):
    hash_ = bundle_hash(files)
    assert kept_bundle(tmp_path, ROUND, hash_) is None
    folder = bundle_path(tmp_path, ROUND, hash_)
    write_bundle(files, folder)
    assert kept_bundle(tmp_path, ROUND, hash_) == read_bundle(folder)
    write_bundle(sealed({**files, "config.json": b"{}"}), folder)
    with pytest.raises(Misconfigured, match="was changed") as refusal:
        kept_bundle(tmp_path, ROUND, hash_)
    assert str(tmp_path) not in str(refusal.value)
    (folder / COEFFICIENTS).write_bytes(b"wallet\n")
    with pytest.raises(Misconfigured, match="was changed"):
        kept_bundle(tmp_path, ROUND, hash_)


def test_a_server_s_copy_that_says_no_more_than_the_chain_is_not_needed(tmp_path):
    files = make_bundle(example_result())
    write_bundle(files, bundle_path(tmp_path, ROUND, bundle_hash(files)))
    assert kept_bundle(tmp_path, ROUND, bundle_hash(files)) is None
