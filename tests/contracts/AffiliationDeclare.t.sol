// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AffiliationRegistry} from "../../contracts/AffiliationRegistry.sol";
import {IAffiliationRegistry} from "../../contracts/interfaces/chambers/IAffiliationRegistry.sol";
import {ApprovingAccount, BabblingAccount, BurningAccount} from "./Accounts.sol";
import {AffiliationFixture} from "./AffiliationFixture.sol";
import {SlotReads} from "./SlotReads.sol";

// .tree
// a wallet that declares
// ├── belongs to the project at once, by its own call or signed by a key, a key with code, or a contract
// ├── for 30 days after it withdraws, and no longer
// ├── is not declared again by what it signed before it withdrew, after the deadline, or too early
// └── is bound by no signature for another wallet, project, chain or contract, or of somebody else
contract AffiliationDeclareTest is AffiliationFixture {
    function test_Construct() public view {
        vm.assertEq(registry.badge(), address(badge));
        vm.assertFalse(_isAffiliated());
    }

    function test_Declare() public {
        vm.expectEmit(address(registry));
        emit IAffiliationRegistry.AffiliationDeclared(PROJECT, wanda);
        _declare();
        vm.assertTrue(_isAffiliated());
        vm.assertFalse(registry.isAffiliated(OTHER, wanda));
        vm.assertFalse(registry.isAffiliated(PROJECT, alice));
        (uint40 until, uint40 standsFrom, uint64 id) = registry.affiliationOf(PROJECT, wanda);
        vm.assertEq(uint256(until), type(uint40).max);
        vm.assertEq(uint256(standsFrom) + id, 0);
    }

    function test_Declare_RevertWhen_Declared() public {
        _declare();
        vm.expectRevert(
            abi.encodeWithSelector(IAffiliationRegistry.AffiliationRegistryDeclared.selector, PROJECT, wanda)
        );
        _declare();
    }

    function test_Withdraw_CountsThirtyMoreDays() public {
        _declare();
        vm.expectEmit(address(registry));
        emit IAffiliationRegistry.AffiliationWithdrawn(PROJECT, wanda, uint40(START_AT + 30 days));
        _withdraw();
        vm.warp(START_AT + 30 days - 1);
        vm.assertTrue(_isAffiliated());
        vm.warp(START_AT + 30 days);
        vm.assertFalse(_isAffiliated());
    }

    function test_Withdraw_RevertWhen_NotDeclared() public {
        bytes memory refusal = abi.encodeWithSelector(
            IAffiliationRegistry.AffiliationRegistryNotDeclared.selector, PROJECT, wanda
        );
        vm.expectRevert(refusal);
        _withdraw();
        _declare();
        _withdraw();
        vm.warp(START_AT + 1 days);
        vm.expectRevert(refusal);
        _withdraw();
    }

    function test_Declare_AgainBeforeAndAfterTheEnd() public {
        _declare();
        _withdraw();
        vm.warp(START_AT + 29 days);
        _declare();
        vm.warp(START_AT + 60 days);
        vm.assertTrue(_isAffiliated());
        _withdraw();
        vm.warp(START_AT + 90 days);
        vm.assertFalse(_isAffiliated());
        _declare();
        vm.assertTrue(_isAffiliated());
    }

    function test_DeclareSigned() public {
        bytes memory signature = _sign(wandaKey, _declarationDigest(wanda, uint48(START_AT)));
        vm.assertEq(
            registry.declarationDigest(wanda, PROJECT, uint48(START_AT), DEADLINE),
            _declarationDigest(wanda, uint48(START_AT))
        );
        vm.expectEmit(address(registry));
        emit IAffiliationRegistry.AffiliationDeclared(PROJECT, wanda);
        _hand(wanda, START_AT, signature);
        vm.assertTrue(_isAffiliated());
    }

    function test_DeclareSigned_AtTheEdges() public {
        bytes memory early = _sign(wandaKey, _declarationDigest(wanda, uint48(START_AT + 1)));
        vm.expectRevert(
            abi.encodeWithSelector(
                IAffiliationRegistry.AffiliationRegistryFromTheFuture.selector, wanda, START_AT + 1, START_AT
            )
        );
        _hand(wanda, START_AT + 1, early);
        vm.warp(DEADLINE);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAffiliationRegistry.AffiliationRegistryExpired.selector, wanda, DEADLINE, DEADLINE
            )
        );
        _hand(wanda, START_AT + 1, early);
        vm.warp(DEADLINE - 1);
        _hand(wanda, START_AT + 1, early);
        vm.assertTrue(_isAffiliated());
    }

    function test_DeclareSigned_RevertWhen_SignedBeforeItWithdrew() public {
        bytes memory old = _sign(wandaKey, _declarationDigest(wanda, uint48(START_AT)));
        bytes memory fresh = _sign(wandaKey, _declarationDigest(wanda, uint48(START_AT + 1)));
        _hand(wanda, START_AT, old);
        _withdraw();
        vm.warp(START_AT + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAffiliationRegistry.AffiliationRegistryOldDeclaration.selector, wanda, START_AT, START_AT
            )
        );
        _hand(wanda, START_AT, old);
        _hand(wanda, START_AT + 1, fresh);
        (uint40 until,,) = registry.affiliationOf(PROJECT, wanda);
        vm.assertEq(uint256(until), type(uint40).max);
    }

    function test_DeclareSigned_RevertWhen_Repeated() public {
        bytes memory signature = _sign(wandaKey, _declarationDigest(wanda, uint48(START_AT)));
        _hand(wanda, START_AT, signature);
        vm.expectRevert(
            abi.encodeWithSelector(IAffiliationRegistry.AffiliationRegistryDeclared.selector, PROJECT, wanda)
        );
        _hand(wanda, START_AT, signature);
    }

    function test_DeclareSigned_ByAContract() public {
        ApprovingAccount account = new ApprovingAccount();
        _expectBadSignature(address(account));
        _hand(address(account), START_AT, "");
        account.approve(_declarationDigest(address(account), uint48(START_AT)));
        _hand(address(account), START_AT, "");
        vm.assertTrue(registry.isAffiliated(PROJECT, address(account)));
    }

    function test_DeclareSigned_ByAKeyWhoseAccountHasCode() public {
        bytes memory signature = _sign(wandaKey, _declarationDigest(wanda, uint48(START_AT)));
        vm.etch(wanda, type(BabblingAccount).runtimeCode);
        _hand(wanda, START_AT, signature);
        vm.assertTrue(_isAffiliated());
    }

    function test_DeclareSigned_RevertWhen_TheContractDoesNotSay() public {
        address[3] memory accounts =
            [address(new BabblingAccount()), address(new BurningAccount()), address(0)];
        for (uint256 i = 0; i < accounts.length; ++i) {
            _expectBadSignature(accounts[i]);
            _hand(accounts[i], START_AT, "");
        }
    }

    function test_DeclareSigned_RevertWhen_OtherSigner() public {
        (, uint256 malloryKey) = _actor("mallory");
        bytes memory signature = _sign(malloryKey, _declarationDigest(wanda, uint48(START_AT)));
        _expectBadSignature(wanda);
        _hand(wanda, START_AT, signature);
    }

    function test_DeclareSigned_RevertWhen_OtherChain() public {
        bytes memory signature = _sign(wandaKey, _declarationDigest(wanda, uint48(START_AT)));
        vm.chainId(31_338);
        _expectBadSignature(wanda);
        _hand(wanda, START_AT, signature);
    }

    function test_DeclareSigned_RevertWhen_OtherContract() public {
        bytes memory signature = _sign(wandaKey, _declarationDigest(wanda, uint48(START_AT)));
        registry = new AffiliationRegistry(badge);
        _expectBadSignature(wanda);
        _hand(wanda, START_AT, signature);
    }

    function testFuzz_DigestBindsEveryField(uint8 field, address wallet, bytes32 project, uint48 time)
        public
        view
    {
        bytes32 digest = registry.declarationDigest(wallet, project, time, DEADLINE);
        unchecked {
            if (field % 4 == 0) wallet = address(uint160(wallet) + 1);
            if (field % 4 == 1) project = bytes32(uint256(project) + 1);
            if (field % 4 == 2) time += 1;
        }
        uint48 deadline = field % 4 == 3 ? DEADLINE + 1 : DEADLINE;
        vm.assertNotEq(digest, registry.declarationDigest(wallet, project, time, deadline));
    }

    function test_IsAffiliated_ReadsOneSlot() public {
        _declare();
        SlotReads(address(vm)).record();
        _isAffiliated();
        (bytes32[] memory reads,) = SlotReads(address(vm)).accesses(address(registry));
        vm.assertEq(reads.length, 1);
    }

    function _hand(address wallet, uint256 signedAt, bytes memory signature) private {
        registry.declareSigned(wallet, PROJECT, uint48(signedAt), DEADLINE, signature);
    }

    function _expectBadSignature(address wallet) private {
        vm.expectRevert(
            abi.encodeWithSelector(IAffiliationRegistry.AffiliationRegistryBadSignature.selector, wallet)
        );
    }
}
