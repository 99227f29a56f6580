// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AffiliationRegistry} from "../../contracts/AffiliationRegistry.sol";
import {IAffiliationRegistry} from "../../contracts/interfaces/chambers/IAffiliationRegistry.sol";
import {BadgeFixture} from "./BadgeFixture.sol";

/// @title A registry of affiliations, with two badge holders who may allege and a wallet they may allege
abstract contract AffiliationFixture is BadgeFixture {
    bytes32 internal constant PROJECT = keccak256("hot-spotter");
    bytes32 internal constant OTHER = keccak256("open-fields");
    bytes32 internal constant DECLARATION =
        keccak256("Declaration(address wallet,bytes32 project,uint48 signedAt,uint48 deadline)");
    bytes32 internal constant DISPUTE = keccak256("Dispute(uint64 allegation,uint48 deadline)");
    uint48 internal constant DEADLINE = uint48(START_AT + 1 days);

    AffiliationRegistry internal registry;
    address internal wanda;
    uint256 internal wandaKey;

    function setUp() public virtual override {
        super.setUp();
        (wanda, wandaKey) = _actor("wanda");
        _issue(1, alice, REVIEW);
        _issue(2, bob, REVIEW);
        registry = new AffiliationRegistry(badge);
    }

    function _allege(address alleger) internal returns (uint64) {
        vm.prank(alleger);
        return registry.allege(wanda, PROJECT, EVIDENCE);
    }

    function _dispute(uint64 id) internal {
        vm.prank(wanda);
        registry.dispute(id);
    }

    function _rule(uint64 id, bool isUpheld) internal {
        vm.prank(governance);
        registry.rule(id, isUpheld);
    }

    function _declare() internal {
        vm.prank(wanda);
        registry.declare(PROJECT);
    }

    function _withdraw() internal {
        vm.prank(wanda);
        registry.withdraw(PROJECT);
    }

    function _assertState(uint64 id, IAffiliationRegistry.State state) internal view {
        (,, IAffiliationRegistry.State had,) = registry.allegationOf(id);
        vm.assertEq(uint256(had), uint256(state));
    }

    function _isAffiliated() internal view returns (bool) {
        return registry.isAffiliated(PROJECT, wanda);
    }

    /// @dev EIP-712 written out: what an outside client has to hash.
    function _typed(bytes32 message) internal view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("AffiliationRegistry"),
                keccak256("1"),
                block.chainid,
                address(registry)
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, message));
    }

    function _declarationDigest(address wallet, uint48 signedAt) internal view returns (bytes32) {
        return _typed(keccak256(abi.encode(DECLARATION, wallet, PROJECT, signedAt, DEADLINE)));
    }

    function _disputeDigest(uint64 id) internal view returns (bytes32) {
        return _typed(keccak256(abi.encode(DISPUTE, id, DEADLINE)));
    }

    function _refusal(bytes4 selector, uint64 id, IAffiliationRegistry.State had)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(selector, id, had);
    }
}
