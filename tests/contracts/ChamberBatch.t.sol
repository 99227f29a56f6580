// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IChamberBallot} from "../../contracts/interfaces/chambers/IChamberBallot.sol";
import {ApprovingAccount, BabblingAccount, BurningAccount} from "./Accounts.sol";
import {ChamberFixture} from "./ChamberFixture.sol";
import {HostileWallet} from "./Wallets.sol";

/// @dev forge's cheat code for how often an event comes.
interface CountingVm {
    function expectEmit(address emitter, uint64 count) external;
}

/// @title A contract account that answers at a length that costs whoever reads it as much as it may use itself
contract LongWindedAccount {
    fallback(bytes calldata) external returns (bytes memory) {
        return new bytes(420_000);
    }
}

/// @title A contract account that takes much of its due to say yes
contract ThirstyAccount {
    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        uint256 had = gasleft();
        while (gasleft() + 400_000 > had) {}
        return this.isValidSignature.selector;
    }
}

// .tree
// a batch of signed votes
// ├── counts what would count alone, in any order, each seat once, over any number of words
// ├── takes contracts as voters; one that burns all its gas, babbles or answers at length keeps no other from counting
// └── with too little gas for a contract: reverts whole, so that no good vote seems bad
contract ChamberBatchTest is ChamberFixture {
    uint64 private constant SAFE = 500;
    uint64 private constant HOSTILE = 600;
    uint64 private constant LONG_WINDED = 8;

    ApprovingAccount private safe;

    function setUp() public override {
        super.setUp();
        safe = new ApprovingAccount();
        _issueRow(0, 126, 4);
        _issue(SAFE, address(safe), SEAT_KIND);
        for (uint8 manner = 0; manner < 7; ++manner) {
            address wallet = address(new HostileWallet(HostileWallet.Manner(manner)));
            _issue(HOSTILE + manner, wallet, SEAT_KIND + 1);
        }
        _issue(HOSTILE + 7, address(new BurningAccount()), SEAT_KIND + 1);
        _issue(HOSTILE + 8, address(new BabblingAccount()), SEAT_KIND + 1);
        for (uint64 i = 0; i < LONG_WINDED; ++i) {
            _issue(HOSTILE + 10 + i, address(new LongWindedAccount()), SEAT_KIND + 1);
        }
        vm.warp(block.timestamp + MATURITY);
        chambers.takeSeats(_row(126, 4));
        chambers.takeSeats(_row(HOSTILE + 10, LONG_WINDED));
        chambers.takeSeats(_row(SAFE, 1));
        chambers.takeSeats(_row(HOSTILE, 9));
    }

    function test_NothingIsNoBatch() public {
        uint64 ballot = _open();
        vm.assertEq(chambers.castBallots(ballot, new IChamberBallot.SignedVote[](0)), 0);
    }

    function test_ASeatVotesOnceInABatch() public {
        uint64 ballot = _open();
        IChamberBallot.SignedVote[] memory batch = new IChamberBallot.SignedVote[](2);
        (batch[0], batch[1]) = (_signed(ballot, 126, FOR), _signed(ballot, 126, AGAINST));
        vm.expectEmit(address(chambers));
        emit IChamberBallot.VoteRejected(
            ballot,
            126,
            1,
            abi.encodeWithSelector(
                IChamberBallot.ChamberBallotVotedAlready.selector, 126, IChamberBallot.Vote.For
            )
        );
        vm.assertEq(chambers.castBallots(ballot, batch), 1);
        _assertVote(ballot, 126, IChamberBallot.Vote.For);
    }

    function test_AWordInWhichNothingCountsIsNotTold() public {
        uint64 ballot = _open();
        IChamberBallot.SignedVote[] memory batch = new IChamberBallot.SignedVote[](2);
        (batch[0], batch[1]) = (_signed(ballot, 99_999, FOR), _signed(ballot, 126, FOR));
        vm.assertEq(chambers.castBallots(ballot, batch), 1);
        CountingVm(address(vm)).expectEmit(address(chambers), 0);
        emit IChamberBallot.VotesCast(ballot, 0, 2 << (2 * 126));
        vm.assertEq(chambers.castBallots(ballot, batch), 0);
    }

    function test_AContractVotes() public {
        uint64 ballot = _open();
        IChamberBallot.SignedVote memory vote = _signed(ballot, SAFE, FOR);
        vote.signature = "any";
        vm.assertEq(chambers.castBallots(ballot, _only(vote)), 0);
        safe.approve(_digest(ballot, SAFE, FOR, vote.deadline));
        vm.assertEq(chambers.problemOf(ballot, vote).length, 0);
        vm.assertEq(chambers.castBallots(ballot, _only(vote)), 1);
        _assertVote(ballot, SAFE, IChamberBallot.Vote.For);
    }

    /// @dev An account with EIP-7702 code has its key still, and code that need not speak ERC-1271.
    function test_AnAccountWithCodeVotesWithItsKey() public {
        uint64 ballot = _open();
        vm.etch(_member(126), address(new BurningAccount()).code);
        vm.assertEq(chambers.castBallots(ballot, _only(_signed(ballot, 126, FOR))), 1);
    }

    function test_HostileContractsHarmNobody() public {
        uint64 ballot = _open();
        IChamberBallot.SignedVote[] memory batch = new IChamberBallot.SignedVote[](12);
        for (uint64 i = 0; i < 9; ++i) {
            batch[i] = _signed(ballot, HOSTILE + i, FOR);
        }
        batch[9] = _signed(ballot, 126, FOR);
        batch[10] = _signed(ballot, SAFE, FOR);
        safe.approve(_digest(ballot, SAFE, FOR, batch[10].deadline));
        batch[11] = _signed(ballot, 129, FOR);
        uint256 counted = chambers.castBallots{gas: 9 * 600_000}(ballot, batch);
        // Who answers right, and then at length, has signed.
        vm.assertEq(counted, 4);
        _assertVote(ballot, HOSTILE + uint64(uint8(HostileWallet.Manner.SaysMuch)), IChamberBallot.Vote.For);
    }

    /// @dev A long answer is paid for in its own call: the memory of the batch does not grow with it.
    function test_LongAnswersCostTheBatchNoMoreThanTheirDue() public {
        uint64 ballot = _open();
        IChamberBallot.SignedVote[] memory batch = new IChamberBallot.SignedVote[](LONG_WINDED + 1);
        for (uint64 i = 0; i < LONG_WINDED; ++i) {
            batch[i] = _signed(ballot, HOSTILE + 10 + i, FOR);
        }
        batch[LONG_WINDED] = _signed(ballot, 126, FOR);
        (address account,,) = chambers.seatOf(HOSTILE + 10);
        (bool isOver,) = account.staticcall{gas: 500_000}("");
        vm.assertTrue(isOver);
        vm.assertEq(chambers.castBallots{gas: (LONG_WINDED + 1) * 600_000}(ballot, batch), 1);
    }

    /// @dev Whatever gas comes with it, a batch counts all good votes or nothing.
    function testFuzz_TooLittleGasRejectsNobody(uint256 gas) public {
        uint64 ballot = _open();
        IChamberBallot.SignedVote[] memory batch = new IChamberBallot.SignedVote[](3);
        (batch[0], batch[1]) = (_signed(ballot, 126, FOR), _signed(ballot, SAFE, FOR));
        batch[2] = _signed(ballot, 129, FOR);
        safe.approve(_digest(ballot, SAFE, FOR, batch[1].deadline));
        gas = _bound(gas, 20_000, 1_000_000);
        try chambers.castBallots{gas: gas}(ballot, batch) returns (uint256 counted) {
            vm.assertEq(counted, 3);
        } catch {
            vm.assertEq(uint256(chambers.countsOf(ballot)[0].support), 0);
        }
    }

    /// @dev As a passkey does without a precompile; whoever sends it with too little cannot have it refused.
    function testFuzz_AContractThatNeedsMuchGasIsAskedWithItOrNotAtAll(uint256 gas) public {
        address thirsty = address(new ThirstyAccount());
        _issue(700, thirsty, SEAT_KIND);
        vm.warp(block.timestamp + MATURITY);
        _take(700);
        uint64 ballot = _open();
        IChamberBallot.SignedVote memory vote = _signed(ballot, 700, FOR);
        vote.signature = "";
        gas = _bound(gas, 100_000, 1_000_000);
        try chambers.castBallots{gas: gas}(ballot, _only(vote)) returns (uint256 counted) {
            vm.assertEq(counted, 1);
        } catch {}
    }

    function test_WithKeysOnlyABatchNeedsNoMoreThanItUses() public {
        uint64 ballot = _open();
        vm.assertEq(chambers.castBallots{gas: 200_000}(ballot, _only(_signed(ballot, 126, FOR))), 1);
    }

    /// @dev A batch in any order counts what its votes count one by one, whatever words its seats are in.
    function testFuzz_CountsWhatCountsOneByOne(uint8[6] calldata support, uint8[6] calldata pick) public {
        uint64 ballot = _open();
        IChamberBallot.SignedVote[] memory batch = new IChamberBallot.SignedVote[](6);
        for (uint256 i = 0; i < 6; ++i) {
            batch[i] = _signed(ballot, 125 + pick[i] % 6, support[i] % 4);
        }
        uint256 before = vm.snapshotState();
        uint256 counted = 0;
        for (uint256 i = 0; i < 6; ++i) {
            counted += chambers.castBallots(ballot, _only(batch[i]));
        }
        bytes32 needed = _all(ballot);
        vm.revertToState(before);
        vm.assertEq(chambers.castBallots(ballot, batch), counted);
        vm.assertEq(_all(ballot), needed);
    }

    /// @dev Everything that votes change.
    function _all(uint64 ballot) private view returns (bytes32) {
        IChamberBallot.Vote[] memory votes = new IChamberBallot.Vote[](6);
        for (uint64 i = 0; i < 6; ++i) {
            votes[i] = chambers.voteOf(ballot, 125 + i);
        }
        return keccak256(abi.encode(votes, chambers.countsOf(ballot)));
    }
}
