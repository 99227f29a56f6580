// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBadgeRecovery} from "../../contracts/interfaces/IBadgeRecovery.sol";
import {IBadgeRevocation} from "../../contracts/interfaces/IBadgeRevocation.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {SymbolicFixture} from "./SymbolicFixture.sol";

/// @title What one call can do to a badge: in every state, by every caller, with all arguments
/// @notice Run by halmos (scripts/soak symbolic), not by forge, which finds no test in here. As the state is any,
/// what no call here can do, no sequence of them can, within the bounds below.
/// @dev Bounds: data is as the ABI has it; arrays and names of kinds have length 1 and signatures 65 bytes, where a check does not say else.
/// A check of which every path is cut off fails, so `assume(succeeds)` hides no call that never succeeds.
/// ecrecover is any function of its arguments: shown is that what succeeds was signed, not that nobody can forge.
/// @custom:halmos --default-array-lengths 1 --default-bytes-lengths 65 --array-lengths spec.name=1 --loop 3
/// --solver-timeout-branching 100ms
contract BadgeSymbolic is SymbolicFixture {
    struct Way {
        uint64 number;
        address from;
        address to;
        address caller;
    }

    uint256 private constant COOLDOWN = 7 days;
    uint256 private constant WINDOW = 30 days;

    // Once only: a number is used for ever, a badge that is gone stays gone, and one that lives changes hands by
    // recovery alone. One check for each function with many paths, and one for all others.

    function check_OnceOnly_IssueBatch(address caller, uint64 number, uint32 time) public {
        _onceOnly(IContributionBadge.issueBatch.selector, caller, number, time);
    }

    /// @dev By the voucher of an issuer with a key; what counts as signed has a check below.
    function check_OnceOnly_Claim(
        address caller,
        uint64 number,
        uint32 time,
        IContributionBadge.Voucher calldata voucher,
        bytes calldata signature
    ) public {
        _begin(time);
        vm.assume(voucher.issuer != address(account));
        bool wasUsed = badge.isUsed(number);
        address before = _holderOf(number);
        vm.assume(_succeeds(caller, abi.encodeCall(badge.claim, (voucher, signature))));
        bool isIssued = number == voucher.number;
        assert(!isIssued || !wasUsed);
        assert(badge.isUsed(number) == (wasUsed || isIssued));
        assert(_holderOf(number) == (isIssued ? voucher.to : before));
    }

    /// @dev Between wallets with keys; what counts as signed has a check below.
    function check_OnceOnly_MoveBadges(
        uint64 number,
        uint32 time,
        IBadgeRecovery.Move calldata move,
        bytes calldata signature,
        bytes calldata other
    ) public {
        vm.assume(move.from != address(account) && move.to != address(account));
        bytes memory data = abi.encodeCall(badge.moveBadges, (move, signature, other));
        _onlyMoves(data, number, time, Way(move.numbers[0], move.from, move.to, address(this)));
    }

    function check_OnceOnly_CompleteRecovery(
        address caller,
        uint64 number,
        uint32 time,
        address from,
        uint64[] calldata numbers
    ) public {
        bytes memory data = abi.encodeCall(badge.completeRecovery, (from, numbers));
        _onlyMoves(data, number, time, Way(numbers[0], from, caller, caller));
    }

    function check_OnceOnly_Others(address caller, uint64 number, uint32 time) public {
        _onceOnly(bytes4(0), caller, number, time);
    }

    /// @dev Alone, for its loops over strings: a name left in storage is cleared by 3 words at most (a warning of
    /// halmos says so). The caller may be the registrar or governance.
    function check_OnceOnly_RegisterKindChangesNoBadge(address caller, uint64 number, uint32 time) public {
        _begin(time);
        bool wasUsed = badge.isUsed(number);
        address holder = _holderOf(number);
        (bool succeeded,) = _anyCall(IContributionBadge.registerKind.selector, caller);
        vm.assume(succeeded);
        assert(badge.isUsed(number) == wasUsed);
        assert(_holderOf(number) == holder);
    }

    /// @dev The one way to issue twice that lies within a single call.
    function check_OnceOnly_WithinABatch(
        address caller,
        uint32 time,
        IContributionBadge.Issue calldata first,
        IContributionBadge.Issue calldata second
    ) public {
        _begin(time);
        vm.assume(first.number == second.number);
        IContributionBadge.Issue[] memory batch = new IContributionBadge.Issue[](2);
        (batch[0], batch[1]) = (first, second);
        assert(!_succeeds(caller, abi.encodeCall(badge.issueBatch, (batch))));
    }

    // Only issuers: without the right of an issuer a badge comes by a signed voucher only; a stranger takes none
    // away but by what others signed, approved or announced, and gets no right to.

    function check_OnlyIssuer_IssueBatch(address caller, uint32 time) public {
        _begin(time);
        vm.assume(!_isIssuer(caller));
        (bool succeeded,) = _anyCall(IContributionBadge.issueBatch.selector, caller);
        assert(!succeeded);
    }

    function check_OnlyIssuer_ClaimIsSigned(
        address caller,
        uint32 time,
        IContributionBadge.Voucher calldata voucher,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) public {
        _begin(time);
        bool hasRight = _isIssuer(voucher.issuer);
        vm.assume(_succeeds(caller, abi.encodeCall(badge.claim, (voucher, abi.encodePacked(r, s, v)))));
        assert(hasRight);
        assert(_isSigned(voucher.issuer, badge.voucherDigest(voucher), v, r, s));
        assert(voucher.validFrom <= time && time < voucher.deadline);
    }

    function check_OnlyIssuer_NothingElseIssues(address caller, uint64 number, uint32 time) public {
        _begin(time);
        vm.assume(!badge.isUsed(number) && _holderOf(number) == address(0));
        (bool succeeded,) = _anyCall(bytes4(0), caller);
        vm.assume(succeeded);
        assert(!badge.isUsed(number));
        assert(_holderOf(number) == address(0));
    }

    function check_OnlyIssuer_StrangersTakeNothing(address caller, uint64 number, uint32 time) public {
        _begin(time);
        _assumeStranger(caller);
        address holder = _holderOf(number);
        vm.assume(holder != address(0) && holder != caller);
        (bool succeeded, bytes4 selector) = _anyCall(bytes4(0), caller);
        vm.assume(succeeded && selector != IBadgeRevocation.completeRevocation.selector);
        assert(_holderOf(number) == holder);
    }

    function check_OnlyIssuer_StrangersGetNoRight(address caller, address other, uint32 time) public {
        _begin(time);
        _assumeStranger(caller);
        (address registrar, address guardian) = (badge.registrar(), badge.guardian());
        bool isIssuer = _isIssuer(other);
        (bool succeeded,) = _anyCall(bytes4(0), caller);
        vm.assume(succeeded);
        assert(badge.registrar() == registrar && badge.guardian() == guardian);
        assert(_isIssuer(other) == isIssuer);
    }

    function check_OnlyIssuer_StrangersAnnounceNothing(address caller, uint64 number, uint32 time) public {
        _begin(time);
        _assumeStranger(caller);
        vm.assume(_dueAt(number) == 0);
        (bool succeeded,) = _anyCall(bytes4(0), caller);
        vm.assume(succeeded);
        assert(_dueAt(number) == 0);
    }

    function check_OnlyIssuer_CompleteRevocationIsDue(address caller, uint64 number, uint32 time) public {
        _begin(time);
        IBadgeRevocation.Revocation memory pending = badge.revocationOf(number);
        address issuer = badge.badgeOf(number).issuer;
        bool hasRight = _isIssuer(issuer);
        vm.assume(_succeeds(caller, abi.encodeCall(badge.completeRevocation, (number))));
        assert(hasRight);
        assert(!pending.appealed && pending.dueAt <= time);
    }

    function check_OnlyIssuer_CompleteRecoveryIsApproved(
        address caller,
        address from,
        uint64 number,
        uint32 time
    ) public {
        _begin(time);
        uint256 approvedAt = badge.recoveryOf(from, caller).approvedAt;
        address holder = _holderOf(number);
        uint64[] memory numbers = new uint64[](1);
        numbers[0] = number;
        vm.assume(_succeeds(caller, abi.encodeCall(badge.completeRecovery, (from, numbers))));
        assert(holder == from && _holderOf(number) == caller);
        assert(approvedAt != 0);
        assert(approvedAt + COOLDOWN <= time && time < approvedAt + COOLDOWN + WINDOW);
    }

    /// @dev Of no badges, so that no path is spent on votes; the signatures come first.
    /// @custom:halmos --array-lengths move.numbers=0
    function check_OnlyIssuer_MoveBadgesIsSigned(
        uint32 time,
        IBadgeRecovery.Move calldata move,
        uint8[2] calldata v,
        bytes32[2] calldata r,
        bytes32[2] calldata s
    ) public {
        _begin(time);
        bytes memory fromSignature = abi.encodePacked(r[0], s[0], v[0]);
        bytes memory toSignature = abi.encodePacked(r[1], s[1], v[1]);
        vm.assume(
            _succeeds(address(this), abi.encodeCall(badge.moveBadges, (move, fromSignature, toSignature)))
        );
        bytes32 digest = badge.moveDigest(move);
        assert(_isSigned(move.from, digest, v[0], r[0], s[0]));
        assert(_isSigned(move.to, digest, v[1], r[1], s[1]));
    }

    // Soulbound: whatever ERC-721 and ERC-5805 have for giving a badge or its vote away reverts.

    function check_Soulbound_Transfers(
        address caller,
        address from,
        address to,
        uint256 id,
        bytes calldata data
    ) public {
        assert(!_succeeds(caller, abi.encodeCall(badge.transferFrom, (from, to, id))));
        assert(
            !_succeeds(
                caller, abi.encodeWithSignature("safeTransferFrom(address,address,uint256)", from, to, id)
            )
        );
        assert(
            !_succeeds(
                caller,
                abi.encodeWithSignature("safeTransferFrom(address,address,uint256,bytes)", from, to, id, data)
            )
        );
    }

    function check_Soulbound_Approvals(address caller, address to, uint256 id, bool isApproved) public {
        assert(!_succeeds(caller, abi.encodeCall(badge.approve, (to, id))));
        assert(!_succeeds(caller, abi.encodeCall(badge.setApprovalForAll, (to, isApproved))));
    }

    function check_Soulbound_Delegations(
        address caller,
        address to,
        uint256 nonce,
        uint256 expiry,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) public {
        assert(!_succeeds(caller, abi.encodeCall(badge.delegate, (to))));
        assert(!_succeeds(caller, abi.encodeCall(badge.delegateBySig, (to, nonce, expiry, v, r, s))));
    }

    function _onceOnly(bytes4 wanted, address caller, uint64 number, uint32 time) private {
        _begin(time);
        vm.assume(badge.isUsed(number));
        address before = _holderOf(number);
        (bool succeeded,) = _anyCall(wanted, caller);
        vm.assume(succeeded);
        assert(badge.isUsed(number));
        assert(_holderOf(number) == before || _holderOf(number) == address(0));
    }

    /// @dev A recovery takes its badge from whom it says to whom it says, and changes no other.
    function _onlyMoves(bytes memory data, uint64 number, uint32 time, Way memory way) private {
        _begin(time);
        bool wasUsed = badge.isUsed(number);
        address before = _holderOf(number);
        vm.assume(_succeeds(way.caller, data));
        assert(badge.isUsed(number) == wasUsed);
        if (number != way.number) assert(_holderOf(number) == before);
        else assert(before == way.from && before != address(0) && _holderOf(number) == way.to);
    }
}
