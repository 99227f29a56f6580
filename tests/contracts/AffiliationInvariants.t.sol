// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AffiliationRegistry} from "../../contracts/AffiliationRegistry.sol";
import {IAffiliationRegistry} from "../../contracts/interfaces/chambers/IAffiliationRegistry.sol";
import {AffiliationHandler} from "./AffiliationHandler.sol";
import {Base} from "./Base.sol";

// .tree
// after any sequence of calls and time: what the registry says follows from everything that was ever said
contract AffiliationInvariants is Base {
    AffiliationHandler private _handler;
    AffiliationRegistry private _registry;

    function setUp() public {
        vm.warp(START_AT);
        _handler = new AffiliationHandler();
        _registry = _handler.REGISTRY();
        _target(address(_handler));
    }

    function invariant_WhoIsAffiliatedFollowsFromAllThatWasSaid() public view {
        for (uint256 i = 0; i < 6; ++i) {
            (address wallet, bytes32 project) = (_handler.wallets(i / 2), _handler.projectAt(i));
            bool isDeclared = _handler.declaredAt(project, wallet) != 0;
            uint256 withdrawnAt = _handler.withdrawnAt(project, wallet);
            bool isRecent = withdrawnAt != 0 && block.timestamp < withdrawnAt + 30 days;
            bool should = isDeclared || isRecent || _stands(project, wallet);
            vm.assertEq(_number(_registry.isAffiliated(project, wallet)), _number(should));
        }
    }

    function invariant_AllegationsAreAsTimeAndCallsMadeThem() public view {
        for (uint64 id = 0; id < _handler.cases(); ++id) {
            (,, IAffiliationRegistry.State had,) = _registry.allegationOf(id);
            vm.assertEq(uint256(had), uint256(_handler.stateOf(id)));
        }
        for (uint256 i = 0; i < 3; ++i) {
            address wallet = _handler.wallets(i);
            vm.assertEq(uint256(_registry.lastAllegationOf(wallet)), _handler.lastOf(wallet));
        }
    }

    function invariant_AWalletAndAProjectHaveOneCaseThatCounts() public view {
        for (uint256 id = 1; id < _handler.cases(); ++id) {
            if (_handler.stateOf(id) > IAffiliationRegistry.State.Stands) continue;
            AffiliationHandler.Case memory made = _handler.caseAt(id);
            (,, uint64 latest) = _registry.affiliationOf(made.project, made.wallet);
            vm.assertEq(uint256(latest), id);
        }
    }

    function _stands(bytes32 project, address wallet) private view returns (bool) {
        for (uint256 id = 1; id < _handler.cases(); ++id) {
            AffiliationHandler.Case memory made = _handler.caseAt(id);
            bool isTheirs = made.project == project && made.wallet == wallet;
            if (isTheirs && _handler.stateOf(id) == IAffiliationRegistry.State.Stands) return true;
        }
        return false;
    }

    function _number(bool yes) private pure returns (uint256) {
        return yes ? 1 : 0;
    }
}
