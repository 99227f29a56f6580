// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @title A contract account that signs by approving a digest, as a Safe does
contract ApprovingAccount is IERC1271 {
    mapping(bytes32 digest => bool) private _approved;

    function approve(bytes32 digest) external {
        _approved[digest] = true;
    }

    function isValidSignature(bytes32 digest, bytes calldata) external view returns (bytes4) {
        return _approved[digest] ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}

/// @title A contract account that uses up all the gas it is given
contract BurningAccount {
    fallback() external {
        while (true) {}
    }
}

/// @title A contract account that answers every question with rubbish
contract BabblingAccount {
    fallback(bytes calldata) external returns (bytes memory) {
        return abi.encode(true, true);
    }
}

/// @title An account that accepts no coins, with a long answer
contract RefusingAccount {
    receive() external payable {
        revert(string(new bytes(4096)));
    }
}

/// @title An account that calls back when it is paid, once
contract ReenteringAccount {
    address private _target;
    bytes private _call;
    bool public succeeded;
    bytes public answer;

    function arm(address target, bytes calldata data) external {
        (_target, _call) = (target, data);
    }

    receive() external payable {
        if (_target == address(0)) return;
        address target = _target;
        _target = address(0);
        (succeeded, answer) = target.call(_call);
    }
}

/// @title A payee that calls the round back when tokens move
contract HookedAccount {
    address private _target;
    bytes private _call;
    bool public tried;
    bool public succeeded;

    function arm(address target, bytes calldata call_) external {
        (_target, _call) = (target, call_);
    }

    function tokensMoved() external {
        if (_target == address(0)) return;
        tried = true;
        (succeeded,) = _target.call(_call);
    }
}
