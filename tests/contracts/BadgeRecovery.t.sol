// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

import {IBadgeRecovery} from "../../contracts/interfaces/IBadgeRecovery.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {ApprovingAccount} from "./Accounts.sol";
import {BadgeFixture} from "./BadgeFixture.sol";

// .tree
// signed by both wallets
// ├── moves the badges at once; the past stays, the total stays, what was moved is held since now
// ├── by contract accounts too
// └── not without one of the two, late, twice, for others' badges, or past the limit of a kind
// asked for by the new wallet
// ├── approved by governance or the holder's guardian: after 7 days, within 30, in parts
// ├── stopped by either wallet or governance at any time
// └── approved by anybody else, or completed without approval, early, or late: reverts
contract BadgeRecoveryTest is BadgeFixture {
    uint256 private constant COOLDOWN = 7 days;
    uint256 private constant WINDOW = 30 days;

    uint256 private _aliceKey;
    uint256 private _bobKey;
    address private _friend;

    function setUp() public override {
        super.setUp();
        (, _aliceKey) = _actor("alice");
        (, _bobKey) = _actor("bob");
        _friend = _account("friend");
        _issue(1, alice, REVIEW);
        _issue(2, alice, SEAT);
        vm.warp(START_AT + 100);
    }

    function test_MoveBadges() public {
        vm.expectEmit(address(badge));
        emit IERC721.Transfer(alice, bob, 1);
        vm.expectEmit(address(badge));
        emit IBadgeRecovery.BadgeRecovered(1, alice, bob);
        _moveSigned(_move(_both()));
        vm.assertEq(badge.ownerOf(1), bob);
        vm.assertEq(badge.balanceOf(alice), 0);
        vm.assertEq(badge.balanceOf(bob), 2);
        vm.assertEq(badge.getVotes(alice), 0);
        vm.assertEq(badge.getVotes(bob), 1 + SEAT_WEIGHT);
        vm.warp(START_AT + 200);
        vm.assertEq(badge.getPastVotes(alice, START_AT + 99), 1 + SEAT_WEIGHT);
        vm.assertEq(badge.getPastVotes(bob, START_AT + 99), 0);
        vm.assertEq(badge.getPastVotes(alice, START_AT + 100), 0);
        vm.assertEq(badge.getPastTotalSupply(START_AT + 99), 1 + SEAT_WEIGHT);
        vm.assertEq(badge.getPastTotalSupply(START_AT + 100), 1 + SEAT_WEIGHT);
        IContributionBadge.Badge memory moved = badge.badgeOf(2);
        vm.assertEq(moved.issuedAt, START_AT);
        vm.assertEq(moved.heldSince, START_AT + 100);
    }

    function test_MoveBadges_OfContractAccounts() public {
        ApprovingAccount from = new ApprovingAccount();
        ApprovingAccount to = new ApprovingAccount();
        _issue(3, address(from), REVIEW);
        IBadgeRecovery.Move memory move =
            IBadgeRecovery.Move(address(from), address(to), _only(3), uint48(START_AT + 1 days));
        from.approve(badge.moveDigest(move));
        to.approve(badge.moveDigest(move));
        badge.moveBadges(move, "", "");
        vm.assertEq(badge.ownerOf(3), address(to));
    }

    function test_MoveBadges_RevertWhen_OneDidNotSign() public {
        IBadgeRecovery.Move memory move = _move(_both());
        bytes32 digest = badge.moveDigest(move);
        bytes memory ofAlice = _sign(_aliceKey, digest);
        bytes memory ofBob = _sign(_bobKey, digest);
        vm.expectRevert(abi.encodeWithSelector(IBadgeRecovery.ContributionBadgeMoveNotSigned.selector, bob));
        badge.moveBadges(move, ofAlice, ofAlice);
        vm.expectRevert(abi.encodeWithSelector(IBadgeRecovery.ContributionBadgeMoveNotSigned.selector, alice));
        badge.moveBadges(move, ofBob, ofBob);
    }

    function testFuzz_MoveDigestBindsEveryField(address from, address to, uint64[] memory numbers, uint48 by)
        public
        view
    {
        IBadgeRecovery.Move memory move = IBadgeRecovery.Move(from, to, numbers, by);
        bytes32 digest = badge.moveDigest(move);
        vm.assertEq(digest, _digest(move));
        move.deadline ^= 1;
        vm.assertNotEq(badge.moveDigest(move), digest);
        move.deadline ^= 1;
        move.to = address(uint160(move.to) ^ 1);
        vm.assertNotEq(badge.moveDigest(move), digest);
        move.to = to;
        move.from = address(uint160(move.from) ^ 1);
        vm.assertNotEq(badge.moveDigest(move), digest);
        move.from = from;
        move.numbers = new uint64[](numbers.length + 1);
        vm.assertNotEq(badge.moveDigest(move), digest);
    }

    function test_MoveBadges_RevertWhen_Late() public {
        IBadgeRecovery.Move memory move = _move(_both());
        vm.warp(move.deadline);
        (bytes memory ofAlice, bytes memory ofBob) = _signatures(move);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBadgeRecovery.ContributionBadgeMoveExpired.selector, move.deadline, move.deadline
            )
        );
        badge.moveBadges(move, ofAlice, ofBob);
        vm.warp(move.deadline - 1);
        badge.moveBadges(move, ofAlice, ofBob);
    }

    /// @dev Moved there and back again: the first paper still bears both signatures.
    function test_MoveBadges_RevertWhen_Repeated() public {
        IBadgeRecovery.Move memory there = _move(_only(1));
        (bytes memory ofAlice, bytes memory ofBob) = _signatures(there);
        badge.moveBadges(there, ofAlice, ofBob);
        IBadgeRecovery.Move memory back = IBadgeRecovery.Move(bob, alice, _only(1), there.deadline);
        bytes32 digest = badge.moveDigest(back);
        badge.moveBadges(back, _sign(_bobKey, digest), _sign(_aliceKey, digest));
        vm.expectRevert(
            abi.encodeWithSelector(IBadgeRecovery.ContributionBadgeMoveUsed.selector, badge.moveDigest(there))
        );
        badge.moveBadges(there, ofAlice, ofBob);
        vm.assertEq(badge.ownerOf(1), alice);
    }

    function test_MoveBadges_RevertWhen_NotTheirs() public {
        _issue(3, mallory, REVIEW);
        IBadgeRecovery.Move memory move = _move(_only(3));
        (bytes memory ofAlice, bytes memory ofBob) = _signatures(move);
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeNotHolder.selector, uint64(3), alice, mallory
            )
        );
        badge.moveBadges(move, ofAlice, ofBob);
    }

    function test_MoveBadges_RevertWhen_TheOtherHasTheSeatAlready() public {
        _issue(3, bob, SEAT);
        IBadgeRecovery.Move memory move = _move(_both());
        (bytes memory ofAlice, bytes memory ofBob) = _signatures(move);
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeHolderFull.selector, 1, bob, SEAT, 1, 1
            )
        );
        badge.moveBadges(move, ofAlice, ofBob);
        // The seat that the old wallet gave up is free again.
        vm.prank(bob);
        badge.burn(3);
        badge.moveBadges(move, ofAlice, ofBob);
        _issue(4, alice, SEAT);
    }

    function test_MoveBadges_RevertWhen_ToItself() public {
        IBadgeRecovery.Move memory move =
            IBadgeRecovery.Move(alice, alice, _only(1), uint48(START_AT + 1 days));
        bytes memory signature = _sign(_aliceKey, badge.moveDigest(move));
        vm.expectRevert(
            abi.encodeWithSelector(IBadgeRecovery.ContributionBadgeBadWallet.selector, alice, alice)
        );
        badge.moveBadges(move, signature, signature);
    }

    function test_RecoverByGuardianOfTheHolder() public {
        vm.prank(alice);
        badge.nameGuardian(_friend);
        vm.assertEq(badge.guardianOf(alice), _friend);
        _request();
        vm.expectEmit(address(badge));
        emit IBadgeRecovery.RecoveryApproved(alice, bob, _friend, uint48(block.timestamp + COOLDOWN));
        vm.prank(_friend);
        badge.approveRecovery(alice, bob);
        uint256 beginsAt = block.timestamp + COOLDOWN;
        vm.warp(beginsAt - 1);
        _expectNotNow(beginsAt);
        _complete(_both());
        vm.warp(beginsAt);
        _complete(_only(1));
        vm.warp(beginsAt + WINDOW - 1);
        _complete(_only(2));
        vm.assertEq(badge.balanceOf(bob), 2);
        vm.assertEq(badge.getVotes(bob), 1 + SEAT_WEIGHT);
    }

    function test_RecoverByGovernance() public {
        _request();
        vm.prank(governance);
        badge.approveRecovery(alice, bob);
        vm.warp(block.timestamp + COOLDOWN);
        _complete(_both());
        vm.assertEq(badge.balanceOf(bob), 2);
    }

    function test_Approve_RevertWhen_NobodyChoseThem() public {
        _request();
        // The contract's guardian decides about revocations, and about no wallet.
        address[5] memory callers = [guardian, issuer, registrar, bob, mallory];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IContributionBadge.ContributionBadgeNotGovernance.selector, callers[i], governance
                )
            );
            vm.prank(callers[i]);
            badge.approveRecovery(alice, bob);
        }
        vm.expectRevert(
            abi.encodeWithSelector(IBadgeRecovery.ContributionBadgeNoRecovery.selector, alice, mallory)
        );
        vm.prank(governance);
        badge.approveRecovery(alice, mallory);
    }

    function test_Stop() public {
        address[3] memory callers = [alice, bob, governance];
        for (uint256 i = 0; i < callers.length; ++i) {
            _request();
            vm.prank(governance);
            badge.approveRecovery(alice, bob);
            vm.expectEmit(address(badge));
            emit IBadgeRecovery.RecoveryStopped(alice, bob, callers[i]);
            vm.prank(callers[i]);
            badge.stopRecovery(alice, bob);
            vm.warp(block.timestamp + COOLDOWN);
            vm.expectRevert(
                abi.encodeWithSelector(IBadgeRecovery.ContributionBadgeNoRecovery.selector, alice, bob)
            );
            _complete(_both());
        }
        _request();
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionBadge.ContributionBadgeNotGovernance.selector, mallory, governance
            )
        );
        vm.prank(mallory);
        badge.stopRecovery(alice, bob);
    }

    function test_Complete_RevertWhen_NotApproved() public {
        _request();
        vm.warp(block.timestamp + COOLDOWN);
        vm.expectRevert(
            abi.encodeWithSelector(IBadgeRecovery.ContributionBadgeRecoveryNotApproved.selector, alice, bob)
        );
        _complete(_both());
    }

    /// @dev What was approved once does not hang over a wallet for ever, and asking again starts from nothing.
    function test_Complete_RevertWhen_Late() public {
        _request();
        vm.prank(governance);
        badge.approveRecovery(alice, bob);
        uint256 beginsAt = block.timestamp + COOLDOWN;
        vm.warp(beginsAt + WINDOW);
        _expectNotNow(beginsAt);
        _complete(_both());
        _request();
        vm.assertEq(badge.recoveryOf(alice, bob).approvedAt, 0);
    }

    function test_Request_RevertWhen_ForItself() public {
        vm.expectRevert(abi.encodeWithSelector(IBadgeRecovery.ContributionBadgeBadWallet.selector, bob, bob));
        vm.prank(bob);
        badge.requestRecovery(bob);
    }

    function _request() private {
        vm.expectEmit(address(badge));
        emit IBadgeRecovery.RecoveryRequested(alice, bob);
        vm.prank(bob);
        badge.requestRecovery(alice);
    }

    function _complete(uint64[] memory numbers) private {
        vm.prank(bob);
        badge.completeRecovery(alice, numbers);
    }

    function _expectNotNow(uint256 beginsAt) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IBadgeRecovery.ContributionBadgeRecoveryNotNow.selector,
                block.timestamp,
                beginsAt,
                beginsAt + WINDOW
            )
        );
    }

    function _moveSigned(IBadgeRecovery.Move memory move) private {
        bytes32 digest = _digest(move);
        badge.moveBadges(move, _sign(_aliceKey, digest), _sign(_bobKey, digest));
    }

    function _signatures(IBadgeRecovery.Move memory move)
        private
        view
        returns (bytes memory ofAlice, bytes memory ofBob)
    {
        bytes32 digest = badge.moveDigest(move);
        return (_sign(_aliceKey, digest), _sign(_bobKey, digest));
    }

    function _move(uint64[] memory numbers) private view returns (IBadgeRecovery.Move memory) {
        return IBadgeRecovery.Move(alice, bob, numbers, uint48(START_AT + 1 days));
    }

    function _both() private pure returns (uint64[] memory numbers) {
        numbers = new uint64[](2);
        (numbers[0], numbers[1]) = (1, 2);
    }

    function _only(uint64 number) private pure returns (uint64[] memory numbers) {
        numbers = new uint64[](1);
        numbers[0] = number;
    }

    /// @dev EIP-712 written out: what an outside client has to hash.
    function _digest(IBadgeRecovery.Move memory move) private view returns (bytes32) {
        bytes32 typeHash = keccak256("Move(address from,address to,uint64[] numbers,uint48 deadline)");
        bytes memory words;
        for (uint256 i = 0; i < move.numbers.length; ++i) {
            words = bytes.concat(words, abi.encode(move.numbers[i]));
        }
        bytes32 message = keccak256(abi.encode(typeHash, move.from, move.to, keccak256(words), move.deadline));
        return keccak256(abi.encodePacked(hex"1901", _domain(), message));
    }
}
