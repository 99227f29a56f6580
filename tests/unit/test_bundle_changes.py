"""Whatever is changed in a bundle is found out with nothing else at hand; on purpose and with care, by the result."""

import json

import pytest
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import BadInput, MalformedFile, Mismatch
from quadrille.rounds.bundle.bundle import make_bundle, read_bundle, write_bundle
from quadrille.rounds.bundle.differences import compare_lines
from quadrille.rounds.bundle.manifest import FORMAT, MANIFEST, TEXTS, as_json, checksum_of
from quadrille.rounds.bundle.recompute import verify_bundle
from quadrille.rounds.result import compute_result
from sealed_bundle import flipped, sealed
from unit.example_round import example_facts, linked_result

FILES = make_bundle(linked_result())
NAMES = sorted(FILES)


@pytest.fixture
def folder(tmp_path):
    write_bundle(FILES, tmp_path / "bundle")
    return tmp_path / "bundle"


def check(folder):
    return verify_bundle(read_bundle(folder))


def replaced(name, old, new):
    content = FILES[name].replace(old, new, 1)
    assert content != FILES[name]
    return {**FILES, name: content}


def lies(**entries):
    """The bundle with a manifest of other entries and a checksum that fits them."""
    manifest = {**json.loads(FILES[MANIFEST]), **entries}
    return {**FILES, MANIFEST: as_json({**manifest, "checksum": checksum_of(manifest)})}


@pytest.mark.parametrize("name", NAMES)
def test_each_byte_of_each_file_is_found_out_when_it_is_another(name):
    for place in range(len(FILES[name])):
        for bits in (0x01, 0x20, 0x80):
            with pytest.raises(Mismatch) as difference:
                verify_bundle({**FILES, name: flipped(FILES[name], place, bits)})
            assert name in difference.value.subject
            assert difference.value.remedy.startswith("Fetch the bundle again")
    assert verify_bundle(FILES)


@pytest.mark.parametrize("name", NAMES)
def test_each_byte_of_each_file_is_found_out_on_a_disk(folder, name):
    for place in range(0, len(FILES[name]), 7):
        (folder / name).write_bytes(flipped(FILES[name], place))
        with pytest.raises(Mismatch, match=name):
            check(folder)
    (folder / name).write_bytes(FILES[name])
    assert check(folder)


@given(st.sampled_from(NAMES), st.data())
def test_a_file_with_bytes_put_in_taken_out_or_cut_off_is_found_out(name, data):
    content = FILES[name]
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    changed = content[:start] + data.draw(st.binary(max_size=5)) + content[end:]
    if changed != content:
        with pytest.raises(Mismatch, match=name):
            verify_bundle({**FILES, name: changed})


@pytest.mark.parametrize("name", [name for name in NAMES if name != MANIFEST])
def test_a_file_that_is_missing_renamed_swapped_or_no_file_is_named(folder, name, tmp_path):
    path, aside = folder / name, tmp_path / "aside"
    path.rename(aside)
    with pytest.raises(Mismatch, match=rf"{name}: published \w{{64}}, recomputed no file that can be read"):
        check(folder)
    (folder / f"x{name}").write_bytes(FILES[name])
    with pytest.raises(Mismatch, match=name):
        check(folder)
    (folder / f"x{name}").unlink()
    path.mkdir()
    with pytest.raises(Mismatch, match=name):
        check(folder)
    path.rmdir()
    path.symlink_to(path)
    with pytest.raises(Mismatch, match=name):
        check(folder)
    path.unlink()
    path.symlink_to("/dev/zero")
    with pytest.raises(Mismatch, match=name):
        check(folder)
    path.unlink()
    # A link to the very bytes is no lie.
    path.symlink_to(aside)
    assert check(folder)


def test_two_files_with_each_other_s_names_are_found_out():
    with pytest.raises(Mismatch, match="SHA-256 of donations"):
        verify_bundle({**FILES, "result.csv": FILES["donations.csv"], "donations.csv": FILES["result.csv"]})


def test_one_file_too_many_is_named(folder):
    for name in ("readme.txt", "a\x1b[2J", "\udcff"):
        (folder / name).write_text("The result is right, trust us.")
        with pytest.raises(Mismatch, match="no such name in the manifest") as difference:
            check(folder)
        assert str(difference.value).isprintable()
        (folder / name).unlink()
    (folder / "more").mkdir()
    with pytest.raises(Mismatch, match="more: published no such name"):
        check(folder)


def test_what_an_operating_system_leaves_in_every_folder_is_no_matter(folder):
    (folder / ".DS_Store").write_bytes(b"\0")
    assert check(folder)


def test_a_folder_without_a_manifest_is_no_bundle(folder, tmp_path):
    for nothing in (tmp_path / "nowhere", tmp_path, folder / "config.json"):
        with pytest.raises(MalformedFile, match=r"manifest\.json: cannot be read"):
            read_bundle(nothing)
    (folder / MANIFEST).unlink()
    (folder / MANIFEST).symlink_to("/dev/zero")
    with pytest.raises(MalformedFile, match=r"manifest\.json: cannot be read"):
        read_bundle(folder)
    with pytest.raises(MalformedFile, match=r"manifest\.json: is missing"):
        verify_bundle({name: content for name, content in FILES.items() if name != MANIFEST})


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"null", b"[]", b"{}", b'{"files": []}', b"\xff\xfe", b"9" * 10_000, b"NaN", b'"\\ud800"'),
        *(b"[" * 100_000, b'{"files":' * 100_000, b'{"checksum":"\\ud800\\u001b[2J"}', b" " * 10_000_000),
        *(b"[" * 9_000 + b"]" * 9_000, b'{"a":' * 9_000 + b"1" + b"}" * 9_000),
    ],
)
def test_a_manifest_of_junk_is_a_changed_one(folder, content):
    (folder / MANIFEST).write_bytes(content)
    with pytest.raises(Mismatch, match=r"manifest\.json") as difference:
        check(folder)
    assert str(difference.value).isprintable()


@pytest.mark.parametrize("name", [*TEXTS, "format", "files"])
def test_a_manifest_with_less_or_with_what_is_no_text_is_none_of_ours(name):
    rest = {one: value for one, value in json.loads(FILES[MANIFEST]).items() if one != name}
    for manifest in (rest, {**rest, name: 7}, {**rest, name: None}, {**rest, name: ["x"]}):
        content = as_json({**manifest, "checksum": checksum_of(manifest)})
        with pytest.raises(MalformedFile, match=FORMAT):
            verify_bundle({**FILES, MANIFEST: content})


def test_a_bundle_in_another_form_needs_another_program():
    for entries in ({"format": "quadrille-bundle-2"}, {"format": "quadrille-bundle-4"}, {"more": "1"}):
        with pytest.raises(MalformedFile) as refusal:
            verify_bundle(lies(**entries))
        assert "the version of this program that made it" in refusal.value.remedy


@pytest.mark.parametrize(
    "name", ["../secret.csv", "/etc/hostname", "..", ".", "", "a/../config.json", "config.json\0", "C:\\x", "more.csv"]
)
def test_a_manifest_leads_to_no_other_file(folder, name):
    (folder.parent / "secret.csv").write_text("the operator's own")
    (folder / MANIFEST).write_bytes(sealed({**FILES, name: b""})[MANIFEST])
    with pytest.raises(MalformedFile, match="is not that of a bundle"):
        read_bundle(folder)


@pytest.mark.parametrize("name", ["config.json", "projects.csv", "donations.csv", "decisions.csv", "result.csv"])
def test_a_manifest_that_keeps_quiet_about_a_file_is_none_of_ours(name):
    with pytest.raises(MalformedFile, match="is not that of a bundle"):
        verify_bundle(sealed({one: content for one, content in FILES.items() if one != name}))


@pytest.mark.parametrize("name", ["tree.json", "coefficients.csv"])
def test_what_is_left_out_on_purpose_is_missed(name):
    with pytest.raises(Mismatch, match=r"tree\.json|result\.csv"):
        verify_bundle(sealed({one: content for one, content in FILES.items() if one != name}))


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("donations.csv", b",100,", b",101,", r"result.csv, line 2 \(clinic-daybook\), column given: published 1400"),
        ("donations.csv", b",400,", b",400000,", r"result.csv, line 2 \(clinic-daybook\), column given"),
        ("donations.csv", b",7,", b",8,", r"line 3 \(lesson-lantern\), column given: published 7, recomputed 8"),
        ("result.csv", b",200\n", b",201\n", r"clinic-daybook\), column match: published 201, recomputed 200"),
        ("coefficients.csv", b",10000,", b",9999,", r"result.csv, line 2 \(clinic-daybook\), column raw"),
        ("config.json", b'"4000"', b'"4001"', "configuration hash"),
        ("projects.csv", b"0x7099", b"0x7098", r"payee of clinic-daybook: published 0x7098"),
        (
            "decisions.csv",
            b"admitted",
            b"excluded",
            "decisions.csv, row 2, column decision: 'excluded'",
        ),
        (
            "decisions.csv",
            b"lesson",
            b"lessen",
            "lesson-lantern in decisions.csv: published not admitted, recomputed admitted",
        ),
        ("tree.json", b'"200"', b'"201"', r"tree.json, line"),
        ("donations.csv", b",attestor", b",attester", "'attester' is not a known column"),
        ("donations.csv", b",100,", b",1O0,", "donations.csv, row 2, column amount"),
    ],
)
def test_a_file_changed_together_with_its_hash_is_found_out_by_the_result(name, old, new, told):
    with pytest.raises(Mismatch, match=told):
        verify_bundle(sealed(replaced(name, old, new)))


def test_a_pool_changed_together_with_the_manifest_is_found_out_by_the_total():
    bundle = make_bundle(compute_result(example_facts(pool_wei=200)))
    with pytest.raises(Mismatch, match=r"column match: published 80, recomputed 40"):
        verify_bundle(sealed(bundle, pool="100"))


def test_a_byte_changed_together_with_its_hash_never_gives_another_result_unnoticed():
    honest = verify_bundle(FILES)
    for name in (name for name in NAMES if name != MANIFEST):
        for place in range(len(FILES[name])):
            try:
                found = verify_bundle(sealed({**FILES, name: flipped(FILES[name], place)}))
            except Mismatch:
                continue
            # What is left no result depends on: a donor's name, or the words, times and reasons of a decision.
            assert name in ("donations.csv", "decisions.csv", "coefficients.csv")
            assert (found.root, found.matching.paid_units) == (honest.root, honest.matching.paid_units)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("donations.csv", b""),
        ("donations.csv", b"donor,project,amount,channel,attestor,reference\nann,no-such-project,1,,,\n"),
        ("donations.csv", b"donor,project,amount,channel,attestor,reference\nann,clinic-daybook\n"),
        ("donations.csv", b"donor,project,amount\nann,clinic-daybook,1\n"),
        ("projects.csv", b""),
        ("projects.csv", b"index,project\n0,clinic-daybook\n"),
        ("projects.csv", b"index,project,payee\nx,clinic-daybook,0x\n"),
        ("projects.csv", b"index,project,payee\n0,clinic-daybook,nobody\n1,lesson-lantern,nobody\n"),
        ("projects.csv", b"index,project,payee\n0,x,0x\n1,x,0x\n"),
        ("projects.csv", b'index,project,payee\n0,"clinic\n'),
        ("projects.csv", b"index,project,payee\r0,clinic-daybook,0x\r"),
        ("decisions.csv", b""),
        ("decisions.csv", b"project,decision,who,decided_at,why\nclinic-daybook,admitted,0x,soon,x\n"),
        ("coefficients.csv", b""),
        ("coefficients.csv", b"wallet,person,coefficient_bps,project,reason\n"),
        ("result.csv", b"\xff\xfe\0"),
        ("tree.json", b"[" * 100_000),
    ],
)
def test_a_file_that_fits_its_hash_but_is_none_that_we_write_is_a_difference(name, content):
    with pytest.raises(Mismatch) as difference:
        verify_bundle(sealed({**FILES, name: content}))
    assert str(difference.value).isprintable()


@pytest.mark.parametrize("pool", ["", "-1", "5.0", "five", str(2**256), "0500", "5" * 5_000])
def test_a_pool_that_is_no_number_or_another_one_is_named(pool):
    with pytest.raises(Mismatch, match="pool"):
        verify_bundle(sealed(FILES, pool=pool))


def test_rules_of_another_program_are_no_lie_and_no_result():
    for old, new in ((b'"mechanism_version":"1"', b'"mechanism_version":"2"'), (b'"qf"', b'"magic"')):
        bundle = replaced("config.json", old, new)
        hash_ = "0x" + keccak(bundle["config.json"]).hex()
        with pytest.raises(BadInput):
            verify_bundle(sealed(bundle, config_hash=hash_))


@pytest.mark.parametrize("more", ["y", "yz", ""])
def test_where_long_lines_differ_is_seen(more):
    with pytest.raises(Mismatch) as difference:
        compare_lines("x.json", b"x" * 9_000_000 + b"z", b"x" * 9_000_000 + more.encode())
    assert difference.value.published != difference.value.recomputed
    assert len(str(difference.value)) < 600
