"""What the committer fixed is what counts: nobody publishes with another table, and a changed one is found out."""

import pytest

from chain.answers import assert_problem
from journeys import do, exit_code, publish
from linked_givers import give_linked, kept_table, write_table
from quadrille.errors import ContractReverted, MalformedFile, Misconfigured, Mismatch, QuadrilleError, Refused
from quadrille.rounds import flow
from quadrille.rounds.bundle.bundle import commitment_of, make_bundle, read_bundle
from quadrille.rounds.bundle.recompute import verify_bundle, verify_bundle_against
from quadrille.rounds.offline.match_command import read_table
from quadrille.rounds.outcome.coefficients import COEFFICIENTS, read_coefficients
from quadrille.rounds.result import compute_result
from quadrille.types import NO_HASH
from sealed_bundle import sealed


@pytest.fixture
def given(world, session):
    """The closed round and who gave in it."""
    return give_linked(world, session)


@pytest.fixture
def file(given, tmp_path):
    """Its table, looked at by the operator."""
    return write_table(given, tmp_path)


@pytest.fixture
def published(world, session, given, file):
    """The result with the table, published."""
    return publish(world, session, given.address, read_table(file))


def close(world, session, given, table):
    """Fix coefficients, as the committer does."""
    return do(world, session, flow.close(session, world.chain, given.address, world.settings.bundle_folder, table))


def test_coefficients_that_were_changed_are_found_out(world, given, published):
    round_, files = world.published(given.address), read_bundle(published.folder)
    told = files[COEFFICIENTS]
    assert verify_bundle_against(round_, files).root == round_.result().root
    lies = {
        "the maintainer counts": told.replace(b",0,", b",1,"),
        "ann is two": b"".join(line for line in told.splitlines(keepends=True) if b"linked" not in line),
        "a stranger counts less": told + f"{given.strangers[0]},{given.strangers[0]},1,,lie\n".encode(),
        "another reason": told.replace(b"own project", b"on a whim"),
        "nothing": b"",
    }
    for name, content in lies.items():
        assert content != told, name
        for lie in ({**files, COEFFICIENTS: content}, sealed({**files, COEFFICIENTS: content})):
            with pytest.raises(QuadrilleError):
                verify_bundle_against(round_, lie)
    left_out = sealed({name: content for name, content in files.items() if name != COEFFICIENTS})
    with pytest.raises(Mismatch):
        verify_bundle_against(round_, left_out)
    # On a disk, by its hash.
    (published.folder / COEFFICIENTS).write_bytes(told.replace(b",0,", b",1,"))
    assert exit_code("verify", published.folder, "--rpc", world.settings.rpc_url) == 3


def test_what_was_committed_can_be_changed_before_a_result_and_never_while_one_stands(world, session, given, file):
    honest, friendly = read_table(file), read_table(file)[:2]
    for table in (friendly, honest):
        close(world, session, given, table)
        assert flow.calculate(world.chain, given.address).coefficients == table
    publish(world, session, given.address, honest)
    with pytest.raises(ContractReverted, match="WrongStatus"):
        close(world, session, given, friendly)
    assert world.published(given.address).coefficients_commitment() == commitment_of(honest)


def test_the_publisher_who_has_other_coefficients_is_refused(world, session, given, file):
    def publish_with(table):
        return flow.publish(session, world.chain, given.address, world.settings.bundle_folder, table)

    honest, friendly = read_table(file), read_table(file)[:2]
    with pytest.raises(Refused, match="No coefficients are committed"):
        publish_with(honest)
    close(world, session, given, honest)
    for other in (friendly, ()):
        with pytest.raises(Refused, match=f"{commitment_of(honest)} were committed"):
            publish_with(other)
    # Nor does the contract take them, from whoever does without our checks.
    round_, result = world.published(given.address), compute_result(flow.calculate(world.chain, given.address).facts)
    said = (result.root, result.list_hash, result.total_wei, NO_HASH, result.digest, commitment_of(()))
    with pytest.raises(ContractReverted, match=f"DigestDiffers.had {commitment_of(())}"):
        world.operator_sends(round_.publish(*said))
    do(world, session, publish_with(honest).plan)
    with pytest.raises(Refused, match="This very result"):
        publish_with(honest)


def test_a_whole_bundle_of_other_coefficients_is_right_in_itself_and_not_what_is_published(
    world, session, given, published
):
    friendly = make_bundle(compute_result(published.result.facts, published.result.coefficients[:2]))
    assert verify_bundle(friendly).root != published.result.root
    with pytest.raises(Mismatch, match="coefficients: published"):
        verify_bundle_against(world.published(given.address), friendly)


def test_a_copy_of_what_was_committed_that_was_changed_is_not_used(world, session, api, given, file):
    close(world, session, given, read_table(file))
    path = kept_table(world, given)
    honest = path.read_bytes()
    for changed in (honest.replace(b",0,", b",1,"), honest[:60], b"", b"\xff", b"wallet,person\n"):
        path.write_bytes(changed)
        with pytest.raises(Misconfigured, match=r"The copy here of the coefficients 0x\w{64} was changed") as refusal:
            flow.calculate(world.chain, given.address)
        assert str(path.parent) not in str(refusal.value)
        with pytest.raises(Misconfigured, match="was changed"):
            flow.publish(session, world.chain, given.address, world.settings.bundle_folder)
        # A fault of this machine's, not of who asks.
        assert_problem(api.get(f"/api/v1/rounds/{given.address}"), 500)
    # The committer's file is as good as the copy; and to commit it again mends it.
    assert flow.publish(session, world.chain, given.address, world.settings.bundle_folder, read_table(file)).plan
    flow.close(session, world.chain, given.address, world.settings.bundle_folder, read_table(file)).prepare()
    assert path.read_bytes() == honest
    assert flow.calculate(world.chain, given.address).coefficients == read_table(file)


def test_a_copy_of_the_bundle_that_was_changed_is_not_used(world, api, given, published):
    (published.folder / COEFFICIENTS).write_bytes(b"wallet,person,coefficient_bps,project,reason\n")
    answer = api.get(f"/api/v1/rounds/{given.address}/verify")
    assert "was changed" in assert_problem(answer, 500)["cause"]
    assert str(published.folder.parent) not in answer.text


def test_a_table_of_another_round_is_not_committed(world, session, given):
    stranger = world.somebody().address
    table = read_coefficients(
        [b"wallet,person,coefficient_bps,project,reason\n", f"{stranger},{stranger},0,,x\n".encode()], "c.csv"
    )
    with pytest.raises(MalformedFile, match="gave nothing in this round"):
        close(world, session, given, table)
    assert world.published(given.address).coefficients_commitment() == NO_HASH
