// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {BadgeRecords} from "./BadgeRecords.sol";
import {Signatures} from "./Signatures.sol";
import {IBadgeRecovery} from "./interfaces/IBadgeRecovery.sol";

/// @title Badges follow their holder to another wallet, and never anybody else
/// @dev At once with the signatures of both wallets; else approved by somebody whom the holder or everybody chose, and
/// only after days in which the old wallet can say no. Does not defend against who has the old wallet's key: such
/// badges are for governance to revoke and for the issuer to give anew.
abstract contract BadgeRecovery is BadgeRecords, EIP712, IBadgeRecovery {
    bytes32 private constant MOVE_TYPEHASH =
        keccak256("Move(address from,address to,uint64[] numbers,uint48 deadline)");

    /// @dev In which the old wallet can stop it: a week, so that a holiday weekend hides nothing.
    uint48 private constant COOLDOWN = 7 days;
    /// @dev In which the new wallet can take what was approved: nobody approves for ever.
    uint48 private constant WINDOW = 30 days;

    mapping(address from => mapping(address to => Recovery)) private _recoveries;
    mapping(address holder => address) private _guardians;
    /// @dev A move back would else let a first one be repeated.
    mapping(bytes32 digest => bool) private _used;

    /// @inheritdoc IBadgeRecovery
    function moveBadges(Move calldata move, bytes calldata fromSignature, bytes calldata toSignature)
        external
    {
        // Check: it counts now, was not done before, and both wallets agree.
        if (block.timestamp >= move.deadline) {
            revert ContributionBadgeMoveExpired(block.timestamp, move.deadline);
        }
        bytes32 digest = moveDigest(move);
        if (_used[digest]) revert ContributionBadgeMoveUsed(digest);
        _requireSigned(move.from, digest, fromSignature);
        _requireSigned(move.to, digest, toSignature);
        // Effect:
        _used[digest] = true;
        _moveAll(move.numbers, move.from, move.to);
    }

    /// @inheritdoc IBadgeRecovery
    function nameGuardian(address guardian) external {
        _guardians[msg.sender] = guardian;
        emit GuardianNamed(msg.sender, guardian);
    }

    /// @inheritdoc IBadgeRecovery
    function requestRecovery(address from) external {
        _requireWallets(from, msg.sender);
        _recoveries[from][msg.sender] = Recovery(clock(), 0);
        emit RecoveryRequested(from, msg.sender);
    }

    /// @inheritdoc IBadgeRecovery
    function approveRecovery(address from, address to) external {
        // Check: the holder or the DAO chose who approves, and the new wallet asked for it.
        if (msg.sender != _guardians[from]) _requireGovernance();
        Recovery storage recovery = _requested(from, to);
        // Effect: the days to say no begin now, whenever it was asked for.
        recovery.approvedAt = clock();
        emit RecoveryApproved(from, to, msg.sender, clock() + COOLDOWN);
    }

    /// @inheritdoc IBadgeRecovery
    function stopRecovery(address from, address to) external {
        if (msg.sender != from && msg.sender != to) _requireGovernance();
        _requested(from, to);
        delete _recoveries[from][to];
        emit RecoveryStopped(from, to, msg.sender);
    }

    /// @inheritdoc IBadgeRecovery
    function completeRecovery(address from, uint64[] calldata numbers) external {
        // Check: approved, and now is after the days to say no and before it is forgotten.
        uint256 approvedAt = _requested(from, msg.sender).approvedAt;
        if (approvedAt == 0) revert ContributionBadgeRecoveryNotApproved(from, msg.sender);
        uint256 beginsAt = approvedAt + COOLDOWN;
        if (block.timestamp < beginsAt || block.timestamp >= beginsAt + WINDOW) {
            revert ContributionBadgeRecoveryNotNow(block.timestamp, beginsAt, beginsAt + WINDOW);
        }
        // Effect: the rest may follow in another transaction.
        _moveAll(numbers, from, msg.sender);
    }

    /// @inheritdoc IBadgeRecovery
    function recoveryOf(address from, address to) external view returns (Recovery memory) {
        return _requested(from, to);
    }

    /// @inheritdoc IBadgeRecovery
    function guardianOf(address holder) external view returns (address) {
        return _guardians[holder];
    }

    /// @inheritdoc IBadgeRecovery
    function moveDigest(Move calldata move) public view returns (bytes32) {
        // An array is encoded as the hash of its words (EIP-712).
        bytes32 numbers = keccak256(abi.encodePacked(move.numbers));
        return
            _hashTypedDataV4(keccak256(abi.encode(MOVE_TYPEHASH, move.from, move.to, numbers, move.deadline)));
    }

    function _moveAll(uint64[] calldata numbers, address from, address to) private {
        _requireWallets(from, to);
        for (uint256 i = 0; i < numbers.length; ++i) {
            _move(i, numbers[i], from, to);
            emit BadgeRecovered(numbers[i], from, to);
        }
    }

    function _requested(address from, address to) private view returns (Recovery storage recovery) {
        recovery = _recoveries[from][to];
        if (recovery.requestedAt == 0) revert ContributionBadgeNoRecovery(from, to);
    }

    function _requireWallets(address from, address to) private pure {
        if (to == address(0) || from == to) revert ContributionBadgeBadWallet(from, to);
    }

    function _requireSigned(address account, bytes32 digest, bytes calldata signature) private view {
        if (!Signatures.isSignedBy(account, digest, signature)) {
            revert ContributionBadgeMoveNotSigned(account);
        }
    }
}
