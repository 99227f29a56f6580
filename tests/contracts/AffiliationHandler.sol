// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AffiliationRegistry} from "../../contracts/AffiliationRegistry.sol";
import {ContributionBadge} from "../../contracts/ContributionBadge.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {IAffiliationRegistry} from "../../contracts/interfaces/chambers/IAffiliationRegistry.sol";
import {Base} from "./Base.sol";

/// @title A year of a registry in any order, beside a plain list of everything that was ever said
contract AffiliationHandler is Base {
    /// @dev Times are 0 until it happens.
    struct Case {
        bytes32 project;
        address wallet;
        uint256 allegedAt;
        uint256 disputedAt;
        uint256 ruledAt;
        bool isUpheld;
        uint256 liftedAt;
    }

    uint256 private constant WALLETS = 3;
    uint256 private constant PROJECTS = 2;
    AffiliationRegistry public immutable REGISTRY;
    address private immutable GOVERNANCE;

    address[] public wallets;
    /// @dev By number of the case; 0 is nothing.
    Case[] private _cases;
    mapping(address alleger => uint256) public lastOf;
    mapping(bytes32 project => mapping(address wallet => uint256)) public declaredAt;
    mapping(bytes32 project => mapping(address wallet => uint256)) public withdrawnAt;

    constructor() {
        GOVERNANCE = _account("governance");
        ContributionBadge badge = new ContributionBadge(GOVERNANCE, address(0), address(0));
        REGISTRY = new AffiliationRegistry(badge);
        _cases.push();
        vm.startPrank(GOVERNANCE);
        badge.registerKind(1, IContributionBadge.KindSpec("Review", 1, 0, 1, 0, 0, true));
        badge.setIssuer(GOVERNANCE, 100);
        IContributionBadge.Issue[] memory batch = new IContributionBadge.Issue[](WALLETS);
        for (uint64 i = 0; i < WALLETS; ++i) {
            wallets.push(_account(string(abi.encode(i))));
            batch[i] = IContributionBadge.Issue(i + 1, wallets[i], 1, 0);
        }
        badge.issueBatch(batch);
        vm.stopPrank();
    }

    function projectAt(uint256 place) public pure returns (bytes32) {
        return bytes32(place % PROJECTS + 1);
    }

    function cases() external view returns (uint256) {
        return _cases.length;
    }

    function caseAt(uint256 id) external view returns (Case memory) {
        return _cases[id];
    }

    function pass(uint32 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 1, 20 days));
    }

    function declare(uint8 who, uint8 which) external {
        (address wallet, bytes32 project) = (wallets[who % WALLETS], projectAt(which));
        bool mayBe = declaredAt[project][wallet] == 0;
        vm.prank(wallet);
        try REGISTRY.declare(project) {
            vm.assertTrue(mayBe);
            declaredAt[project][wallet] = block.timestamp;
        } catch {
            vm.assertFalse(mayBe);
        }
    }

    function withdraw(uint8 who, uint8 which) external {
        (address wallet, bytes32 project) = (wallets[who % WALLETS], projectAt(which));
        bool mayBe = declaredAt[project][wallet] != 0;
        vm.prank(wallet);
        try REGISTRY.withdraw(project) {
            vm.assertTrue(mayBe);
            (declaredAt[project][wallet], withdrawnAt[project][wallet]) = (0, block.timestamp);
        } catch {
            vm.assertFalse(mayBe);
        }
    }

    function allege(uint8 by, uint8 who, uint8 which) external {
        (address wallet, bytes32 project) = (wallets[who % WALLETS], projectAt(which));
        address alleger = wallets[by % WALLETS];
        uint256 open = _find(project, wallet);
        bool stands = open != 0 && stateOf(open) == IAffiliationRegistry.State.Stands;
        bool mayBe = _mayAllege(alleger) && !stands;
        vm.prank(alleger);
        try REGISTRY.allege(wallet, project, 0) returns (uint64 id) {
            vm.assertTrue(mayBe);
            vm.assertEq(uint256(id), open == 0 ? _cases.length : open);
            if (open == 0) _cases.push(Case(project, wallet, block.timestamp, 0, 0, false, 0));
            lastOf[alleger] = id;
        } catch {
            vm.assertFalse(mayBe);
        }
    }

    function dispute(uint8 pick) external {
        uint64 id = uint64(pick % _cases.length);
        bool mayBe = stateOf(id) == IAffiliationRegistry.State.Alleged;
        vm.prank(_cases[id].wallet);
        try REGISTRY.dispute(id) {
            vm.assertTrue(mayBe);
            _cases[id].disputedAt = block.timestamp;
        } catch {
            vm.assertFalse(mayBe);
        }
    }

    function rule(uint8 pick, bool isUpheld) external {
        uint64 id = uint64(pick % _cases.length);
        bool mayBe = stateOf(id) == IAffiliationRegistry.State.Disputed;
        vm.prank(GOVERNANCE);
        try REGISTRY.rule(id, isUpheld) {
            vm.assertTrue(mayBe);
            (_cases[id].ruledAt, _cases[id].isUpheld) = (block.timestamp, isUpheld);
        } catch {
            vm.assertFalse(mayBe);
        }
    }

    function lift(uint8 pick) external {
        uint64 id = uint64(pick % _cases.length);
        IAffiliationRegistry.State state = stateOf(id);
        bool mayBe = state == IAffiliationRegistry.State.Alleged || state == IAffiliationRegistry.State.Stands;
        vm.prank(GOVERNANCE);
        try REGISTRY.lift(id) {
            vm.assertTrue(mayBe);
            _cases[id].liftedAt = block.timestamp;
        } catch {
            vm.assertFalse(mayBe);
        }
    }

    /// @dev From what happened, not from what is stored.
    function stateOf(uint256 id) public view returns (IAffiliationRegistry.State) {
        Case memory made = _cases[id];
        if (made.allegedAt == 0) return IAffiliationRegistry.State.Unknown;
        if (made.liftedAt != 0) return IAffiliationRegistry.State.Lifted;
        if (made.ruledAt != 0) {
            return made.isUpheld ? IAffiliationRegistry.State.Stands : IAffiliationRegistry.State.Dismissed;
        }
        if (made.disputedAt == 0) {
            bool isSilent = block.timestamp >= made.allegedAt + 7 days;
            return isSilent ? IAffiliationRegistry.State.Stands : IAffiliationRegistry.State.Alleged;
        }
        bool isFallen = block.timestamp >= made.disputedAt + 30 days;
        return isFallen ? IAffiliationRegistry.State.Fell : IAffiliationRegistry.State.Disputed;
    }

    /// @dev The case of a wallet and a project that is open or stands, 0 for none.
    function _find(bytes32 project, address wallet) private view returns (uint256 found) {
        for (uint256 id = 1; id < _cases.length; ++id) {
            Case memory made = _cases[id];
            if (made.project != project || made.wallet != wallet || _hasEnded(id)) continue;
            vm.assertEq(found, 0);
            found = id;
        }
    }

    function _mayAllege(address alleger) private view returns (bool) {
        uint256 id = lastOf[alleger];
        Case memory made = _cases[id];
        if (id == 0 || stateOf(id) == IAffiliationRegistry.State.Stands) return true;
        if (!_hasEnded(id)) return false;
        uint256 endedAt = made.liftedAt != 0 ? made.liftedAt : made.ruledAt;
        if (endedAt == 0) endedAt = made.disputedAt + 30 days;
        return block.timestamp >= endedAt + 90 days;
    }

    function _hasEnded(uint256 id) private view returns (bool) {
        return stateOf(id) > IAffiliationRegistry.State.Stands;
    }
}
