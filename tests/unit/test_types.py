"""Units and ids: a block stamp is a value, and the constants are what they say."""

from dataclasses import FrozenInstanceError

import pytest

from quadrille.types import BPS_ONE, UINT256_MAX, BlockNumber, BlockStamp, Hash32, Timestamp


def test_the_constants_are_whole_and_a_uint256_is_256_bits():
    assert BPS_ONE == 10_000
    assert int("f" * 64, 16) == UINT256_MAX


def test_two_stamps_of_one_block_are_equal_and_cannot_be_changed():
    one, same = (BlockStamp(BlockNumber(1), Hash32("0x" + "ab" * 32), Timestamp(7)) for _ in range(2))
    assert one == same
    assert len({one, same}) == 1
    with pytest.raises(FrozenInstanceError):
        one.number = BlockNumber(2)


def test_the_same_height_on_another_fork_is_another_block():
    here, there = (BlockStamp(BlockNumber(1), Hash32("0x" + byte * 32), Timestamp(7)) for byte in ("ab", "cd"))
    assert here != there
