// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PlainRoundFixture} from "./PlainRoundFixture.sol";

// .tree
// the result kept on-chain = the Python definition, to the unit, for every round of a file that plain_rounds.py wrote
contract PlainRoundVectors is PlainRoundFixture {
    string private constant FILE = "tests/contracts/vectors/plain.jsonl";
    uint256 private constant MANY_FACTOR = 6364136223846793005;

    /// @dev `what` is raw, match, or finalise; the seed makes the round again.
    error Differs(uint256 seed, string what, uint256 project, uint256 had, uint256 needed);

    function test_Result_EqualsThePythonDefinition() public {
        for (string memory line = _line(); bytes(line).length != 0; line = _line()) {
            if (vm.keyExistsJson(line, ".many")) continue;
            uint256 id = vm.snapshotState();
            _open(line);
            _gifts(line);
            _compare(line);
            vm.revertToState(id);
        }
    }

    function test_Result_OfTenThousandDonors() public {
        for (string memory line = _line(); bytes(line).length != 0; line = _line()) {
            if (!vm.keyExistsJson(line, ".many")) continue;
            _open(line);
            _giftsOfMany(line);
            return _compare(line);
        }
    }

    /// @dev The next round of the file; nothing after the last.
    function _line() private returns (string memory) {
        return vm.readLine(vm.envOr("QUADRILLE_PLAIN_ROUNDS", FILE));
    }

    function _giftsOfMany(string memory line) private {
        uint256 donors = _number(line, "many");
        uint256 start = _number(line, "start");
        uint256 projects = _number(line, "projects");
        for (uint256 i = 0; i < donors; ++i) {
            address donor = _at(1000 + i);
            _badges.mint(donor, 1);
            _donateTo(donor, i % projects, 1 + (start + i) * MANY_FACTOR % (1 << 90));
        }
    }

    function _open(string memory line) private {
        _plain = _plainBy(uint16(_number(line, "cap")), _number(line, "scale") == 1);
        uint256 projects = _number(line, "projects");
        for (uint256 i = 0; i < projects; ++i) {
            _admitTo(_plain, _at(i));
        }
        _give(sponsor, _number(line, "pool"));
        vm.warp(OPENS_AT);
    }

    function _gifts(string memory line) private {
        uint256[] memory heldFrom = _numbers(line, "heldFrom");
        uint256[] memory donors = _numbers(line, "donors");
        uint256[] memory to = _numbers(line, "to");
        uint256[] memory amounts = _numbers(line, "amounts");
        for (uint256 i = 0; i < donors.length; ++i) {
            address donor = _at(1000 + donors[i]);
            if (i >= heldFrom[donors[i]] && _badges.balanceOf(donor) == 0) _badges.mint(donor, 1);
            _donateTo(donor, to[i], amounts[i]);
        }
    }

    function _compare(string memory line) private {
        uint256 seed = _number(line, "seed");
        uint256[] memory capped = _numbers(line, "capped");
        uint32[] memory ids = new uint32[](capped.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            ids[i] = uint32(capped[i]);
        }
        vm.warp(CLOSES_AT + OBJECTION);
        (bool isFinal,) = address(_plain).call(abi.encodeCall(_plain.finalise, (ids)));
        if (!isFinal) revert Differs(seed, "finalise", 0, 0, ids.length);
        uint256[] memory raws = _numbers(line, "raws");
        uint256[] memory matches = _numbers(line, "matches");
        uint256 total = 0;
        for (uint32 i = 0; i < raws.length; ++i) {
            _requireSame(seed, "raw", i, _plain.rawOf(i), raws[i]);
            _requireSame(seed, "match", i, _plain.matchOf(i), matches[i]);
            total += raws[i];
        }
        _requireSame(seed, "total", 0, _plain.totalRaw(), total);
    }

    function _requireSame(uint256 seed, string memory what, uint256 project, uint256 had, uint256 needed)
        private
        pure
    {
        if (had != needed) revert Differs(seed, what, project, had, needed);
    }

    function _number(string memory line, string memory key) private pure returns (uint256) {
        return vm.parseJsonUint(line, string.concat(".", key));
    }

    function _numbers(string memory line, string memory key) private pure returns (uint256[] memory) {
        return vm.parseJsonUintArray(line, string.concat(".", key));
    }
}
