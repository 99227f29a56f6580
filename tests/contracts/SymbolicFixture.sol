// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

import {ContributionBadge} from "../../contracts/ContributionBadge.sol";
import {IBadgeRecovery} from "../../contracts/interfaces/IBadgeRecovery.sol";
import {IBadgeRevocation} from "../../contracts/interfaces/IBadgeRevocation.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {ApprovingAccount} from "./Accounts.sol";
import {Base} from "./Base.sol";

/// @title The part of halmos's cheat codes that these checks use
interface Svm {
    function enableSymbolicStorage(address account) external;
    function createCalldata(string calldata contractName) external returns (bytes memory);
}

/// @title A badge contract in any state whatever, also in one that no sequence of calls leads to
/// @dev halmos takes ecrecover and keccak256 as functions of which it knows little more than that equal arguments
/// give equal results, so a thing counts as signed when ecrecover says so here too. Contracts that sign (ERC-1271)
/// are stood for by one that has approved any set of digests.
abstract contract SymbolicFixture is Base {
    Svm internal constant svm = Svm(address(uint160(uint256(keccak256("svm cheat code")))));
    address internal constant GOVERNANCE = address(0x60);

    ContributionBadge internal badge;
    ApprovingAccount internal account;

    function setUp() public {
        account = new ApprovingAccount();
        badge = new ContributionBadge(GOVERNANCE, address(0), address(0));
        svm.enableSymbolicStorage(address(account));
        svm.enableSymbolicStorage(address(badge));
    }

    /// @dev Any moment that the contract is made for.
    function _begin(uint32 time) internal {
        vm.assume(time > 0);
        vm.warp(time);
    }

    /// @dev Any call of one function that can write; without one, of all that have no check of their own.
    function _anyCall(bytes4 wanted, address caller) internal returns (bool succeeded, bytes4 selector) {
        bytes memory data = svm.createCalldata("ContributionBadge");
        selector = bytes4(data);
        vm.assume(wanted == bytes4(0) ? !_hasCheckOfItsOwn(selector) : selector == wanted);
        succeeded = _succeeds(caller, data);
    }

    function _succeeds(address caller, bytes memory data) internal returns (bool succeeded) {
        vm.prank(caller);
        (succeeded,) = address(badge).call(data);
    }

    /// @dev Nobody in particular. Governance is fixed; registrar, guardian and issuers are whoever storage says.
    function _assumeStranger(address caller) internal view {
        vm.assume(caller != GOVERNANCE && caller != badge.registrar() && caller != badge.guardian());
        vm.assume(!_isIssuer(caller));
    }

    function _isIssuer(address candidate) internal view returns (bool) {
        (uint32 weightPerWeek,) = badge.issuerBudget(candidate);
        return weightPerWeek != 0;
    }

    function _isSigned(address signer, bytes32 digest, uint8 v, bytes32 r, bytes32 s)
        internal
        view
        returns (bool)
    {
        if (ecrecover(digest, v, r, s) == signer) return true;
        return signer == address(account)
            && account.isValidSignature(digest, "") == IERC1271.isValidSignature.selector;
    }

    function _holderOf(uint64 number) internal view returns (address) {
        try badge.ownerOf(number) returns (address holder) {
            return holder;
        } catch {
            return address(0);
        }
    }

    function _dueAt(uint64 number) internal view returns (uint48) {
        try badge.revocationOf(number) returns (IBadgeRevocation.Revocation memory pending) {
            return pending.dueAt;
        } catch {
            return 0;
        }
    }

    function _hasCheckOfItsOwn(bytes4 selector) internal pure returns (bool) {
        return selector == IContributionBadge.issueBatch.selector
            || selector == IContributionBadge.claim.selector
            || selector == IContributionBadge.registerKind.selector || _isRecovery(selector);
    }

    function _isRecovery(bytes4 selector) internal pure returns (bool) {
        return selector == IBadgeRecovery.moveBadges.selector
            || selector == IBadgeRecovery.completeRecovery.selector;
    }
}
