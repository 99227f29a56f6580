// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {QuadraticFundingRound} from "../../contracts/QuadraticFundingRound.sol";
import {IQuadraticFundingRound} from "../../contracts/interfaces/IQuadraticFundingRound.sol";
import {Base} from "./Base.sol";
import {Leaves} from "./Leaves.sol";

/// @title A round with two projects, before its opening
abstract contract RoundFixture is Base {
    uint48 internal constant OPENS_AT = uint48(START_AT + 1 days);
    uint48 internal constant CLOSES_AT = uint48(START_AT + 8 days);
    uint32 internal constant DONATION_DELAY = 3 days;
    uint32 internal constant OBJECTION = 2 days;
    uint32 internal constant DEAD_MAN = 30 days;
    uint256 internal constant DEAD_MAN_AT = CLOSES_AT + uint256(DEAD_MAN);
    string internal constant RULES = "rules";
    bytes32 internal constant BUNDLE = keccak256("bundle");

    QuadraticFundingRound internal round;
    address internal operator;
    address internal governance;
    address internal garden;
    address internal library_;
    address internal dora;
    address internal emil;
    address internal sponsor;
    address internal mallory;

    function setUp() public virtual {
        vm.warp(START_AT);
        operator = _account("operator");
        governance = _account("governance");
        garden = _account("garden");
        library_ = _account("library");
        dora = _account("dora");
        emil = _account("emil");
        sponsor = _account("sponsor");
        mallory = _account("mallory");
        round = new QuadraticFundingRound(_config(), RULES);
        _admit(garden, "garden");
        _admit(library_, "library");
        vm.deal(dora, 100 ether);
        vm.deal(emil, 100 ether);
        vm.deal(sponsor, 100 ether);
    }

    function _config() internal view returns (IQuadraticFundingRound.Config memory) {
        return IQuadraticFundingRound.Config({
            operator: operator,
            governance: governance,
            opensAt: OPENS_AT,
            closesAt: CLOSES_AT,
            donationDelaySeconds: DONATION_DELAY,
            objectionSeconds: OBJECTION,
            deadManSeconds: DEAD_MAN,
            configHash: keccak256(bytes(RULES))
        });
    }

    function _admit(address payee, string memory slug) internal returns (uint32) {
        vm.prank(operator);
        return round.admit(payee, slug);
    }

    function _fund(address from, uint256 amount) internal {
        vm.prank(from);
        round.fund{value: amount}();
    }

    function _donate(address from, uint256 amount, uint256[] memory words) internal {
        vm.prank(from);
        round.donate{value: amount}(words);
    }

    function _word(uint256 project, uint256 amount) internal pure returns (uint256) {
        return project << 112 | amount;
    }

    function _cart(uint256 toGarden, uint256 toLibrary) internal pure returns (uint256[] memory words) {
        words = new uint256[](2);
        (words[0], words[1]) = (_word(0, toGarden), _word(1, toLibrary));
    }

    function _single(uint256 word) internal pure returns (uint256[] memory words) {
        words = new uint256[](1);
        words[0] = word;
    }

    /// @dev The leaves that share `a` to the garden and `b` to the library.
    function _leaves(uint256 a, uint256 b) internal view returns (bytes32[] memory leaves) {
        leaves = new bytes32[](2);
        (leaves[0], leaves[1]) = (Leaves.hash(0, garden, a), Leaves.hash(1, library_, b));
    }

    function _publish(uint256 a, uint256 b) internal {
        bytes32 root = Leaves.root(_leaves(a, b));
        _publish(root, a + b);
    }

    function _publish(bytes32 root, uint256 total) internal {
        bytes32 digest = round.digest();
        vm.prank(operator);
        round.publish(root, total, BUNDLE, digest);
    }

    /// @dev A round with 10 of donations and a pool of 8, closed.
    function _closed() internal {
        _fund(sponsor, 8 ether);
        vm.warp(OPENS_AT);
        _donate(dora, 6 ether, _cart(4 ether, 2 ether));
        _donate(emil, 4 ether, _cart(1 ether, 3 ether));
        vm.warp(CLOSES_AT);
    }

    /// @dev The same with 3 to the garden and 4 to the library, final; 1 of the pool is left.
    function _finalised() internal {
        _closed();
        _publish(3 ether, 4 ether);
        vm.warp(block.timestamp + OBJECTION);
        round.finalise();
    }

    function _wrongStatus(bytes4 call, IQuadraticFundingRound.Status had)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(
            IQuadraticFundingRound.QuadraticFundingRoundWrongStatus.selector, call, had
        );
    }
}
