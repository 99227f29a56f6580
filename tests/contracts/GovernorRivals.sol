// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";

import {Treasury} from "../../contracts/Treasury.sol";
import {GovernorSteps} from "./GovernorSteps.sol";
import {BasicGovernor, FullGovernor} from "./OpenZeppelinGovernors.sol";

/// @title Our governor beside OpenZeppelin's, over the same badges, each with a treasury of the same size
abstract contract GovernorRivals is GovernorSteps {
    BasicGovernor internal basic;
    FullGovernor internal full;
    Treasury internal theirs;

    function setUp() public virtual override {
        super.setUp();
        address[] memory anybody = new address[](1);
        theirs = new Treasury(TIMELOCK_DELAY, new address[](0), anybody, address(this));
        basic = new BasicGovernor(badge, theirs, DELAY, PERIOD);
        full = new FullGovernor(badge, theirs, DELAY, PERIOD, uint48(FLIP_WINDOW));
        address[2] memory proposers = [address(basic), address(full)];
        for (uint256 i = 0; i < 2; ++i) {
            theirs.grantRole(theirs.PROPOSER_ROLE(), proposers[i]);
            theirs.grantRole(theirs.CANCELLER_ROLE(), proposers[i]);
        }
        vm.deal(address(theirs), TREASURY);
    }

    /// @dev Pays an account; fits either treasury.
    function _paying(address to, uint256 amount, string memory description)
        internal
        pure
        returns (Proposal memory made)
    {
        made = _calling(to, "", description);
        made.values[0] = amount;
    }

    function _proposeAt(Governor dao, address proposer, Proposal memory made)
        internal
        returns (uint256 proposalId)
    {
        vm.prank(proposer);
        return dao.propose(made.targets, made.values, made.calldatas, made.description);
    }

    /// @dev bob's, at one of OpenZeppelin's, voting open for one second.
    function _openAt(Governor dao, Proposal memory made) internal returns (uint256 proposalId) {
        proposalId = _proposeAt(dao, bob, made);
        vm.warp(dao.proposalSnapshot(proposalId) + 1);
    }

    function _voteAt(Governor dao, address voter, uint256 proposalId, uint8 support) internal {
        vm.prank(voter);
        dao.castVote(proposalId, support);
    }

    function _queuedAt(Governor dao, Proposal memory made) internal returns (uint256 proposalId) {
        proposalId = _openAt(dao, made);
        _voteAt(dao, alice, proposalId, FOR);
        vm.warp(dao.proposalDeadline(proposalId) + 1);
        _queueAt(dao, made);
        vm.warp(dao.proposalEta(proposalId));
    }

    function _queueAt(Governor dao, Proposal memory made) internal {
        dao.queue(made.targets, made.values, made.calldatas, keccak256(bytes(made.description)));
    }

    function _executeAt(Governor dao, Proposal memory made) internal {
        dao.execute(made.targets, made.values, made.calldatas, keccak256(bytes(made.description)));
    }

    function _cancelAt(Governor dao, address caller, Proposal memory made) internal {
        bytes32 description = keccak256(bytes(made.description));
        vm.prank(caller);
        dao.cancel(made.targets, made.values, made.calldatas, description);
    }

    /// @dev OpenZeppelin's ballot: a nonce, no dates.
    function _signAt(
        Governor dao,
        uint256 proposalId,
        uint8 support,
        address voter,
        uint256 key,
        uint256 nonce
    ) internal view returns (bytes memory) {
        bytes32 ballot = keccak256(abi.encode(dao.BALLOT_TYPEHASH(), proposalId, support, voter, nonce));
        return _sign(key, keccak256(abi.encodePacked(hex"1901", _domainOf(dao), ballot)));
    }

    function _domainOf(Governor dao) internal view returns (bytes32) {
        (, string memory name, string memory edition, uint256 chain, address verifier,,) = dao.eip712Domain();
        bytes32 kind =
            keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        bytes32 title = keccak256(bytes(name));
        return keccak256(abi.encode(kind, title, keccak256(bytes(edition)), chain, verifier));
    }
}
