// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {BallotLog} from "../../contracts/BallotLog.sol";
import {IBallotLog} from "../../contracts/interfaces/IBallotLog.sol";
import {Base} from "./Base.sol";

/// @title Proposals whose ends move as they like, in the place of a governor
contract MovingDeadlines {
    mapping(uint256 proposalId => uint256) public proposalDeadline;

    function setDeadline(uint256 proposalId, uint256 endsAt) external {
        proposalDeadline[proposalId] = endsAt;
    }
}

/// @title Weeks of a ballot log in any order, beside a plain list of what was committed
contract BallotLogHandler is Base {
    uint256 public constant PROPOSALS = 3;
    uint256 public constant RELAYS = 2;

    address[] private _relays;

    BallotLog public immutable LOG;
    MovingDeadlines public immutable GOVERNOR = new MovingDeadlines();

    mapping(address relay => mapping(uint256 proposalId => IBallotLog.List)) private _kept;
    /// @dev How often something was taken after the vote.
    mapping(address relay => mapping(uint256 proposalId => uint256)) public timesAfter;

    constructor() {
        LOG = new BallotLog(IGovernor(address(GOVERNOR)));
        _relays.push(_account("first relay"));
        _relays.push(_account("second relay"));
        for (uint256 id = 1; id <= PROPOSALS; ++id) {
            GOVERNOR.setDeadline(id, block.timestamp + id * 1 days);
        }
    }

    function keptOf(address relay, uint256 proposalId) external view returns (IBallotLog.List memory) {
        return _kept[relay][proposalId];
    }

    function relayOf(uint256 pick) public view returns (address) {
        return _relays[pick % RELAYS];
    }

    function pass(uint32 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 1, 3 days));
    }

    /// @dev A vote that still goes on is prolonged; one that has ended never is.
    function prolong(uint8 pick, uint32 seconds_) external {
        uint256 id = 1 + pick % PROPOSALS;
        uint256 endsAt = GOVERNOR.proposalDeadline(id);
        if (block.timestamp <= endsAt) GOVERNOR.setDeadline(id, endsAt + seconds_ % 3 days);
    }

    /// @dev Taken exactly when the rules say so; proposal 0 is unknown.
    function commit(uint8 who, uint8 pick, bytes32 root, uint8 count) external {
        uint256 id = pick % (PROPOSALS + 1);
        address relay = relayOf(who);
        IBallotLog.List memory had = _kept[relay][id];
        uint256 endsAt = GOVERNOR.proposalDeadline(id) + 1;
        bool isOpen = id != 0 && timesAfter[relay][id] == 0 && block.timestamp < endsAt + 7 days;
        bool mayBe = isOpen && count > had.count && root != 0;
        vm.prank(relay);
        try LOG.commit(id, root, count) {
            vm.assertTrue(mayBe);
            bool isFinal = block.timestamp >= endsAt;
            if (isFinal) ++timesAfter[relay][id];
            _kept[relay][id] = IBallotLog.List(root, count, uint48(block.timestamp), isFinal);
        } catch {
            vm.assertFalse(mayBe);
        }
    }
}
