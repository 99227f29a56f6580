// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {StandardLog} from "../../contracts/StandardLog.sol";
import {IStandardLog} from "../../contracts/interfaces/IStandardLog.sol";
import {GovernorFixture} from "./GovernorFixture.sol";

// .tree
// a change of the Standard
// ├── is announced by a badge holder, one open at a time, under a plain version, for 1, 3 or 4 weeks of comments
// ├── is withdrawn by its announcer until comments are over; lapses 90 days after them
// └── once adopted, withdrawn or lapsed can be announced again, by anybody with weight
contract StandardLogTest is GovernorFixture {
    bytes32 private constant DOCUMENT = keccak256("The Standard, second edition");
    bytes32 private constant OTHER = keccak256("The Standard, third edition");

    StandardLog private _log;
    uint256 private _startAt;

    function setUp() public override {
        super.setUp();
        _log = new StandardLog(badge, governor);
        _startAt = block.timestamp;
    }

    function test_Construct() public view {
        vm.assertEq(_log.governor(), address(governor));
        vm.assertEq(_log.badge(), address(badge));
        vm.assertEq(uint256(_log.current().adoptedAt), 0);
        vm.assertEq(_log.commentSeconds(IStandardLog.Level.Minor), 7 days);
        vm.assertEq(_log.commentSeconds(IStandardLog.Level.Major), 21 days);
        vm.assertEq(_log.commentSeconds(IStandardLog.Level.Fundamental), 28 days);
    }

    function test_Announce() public {
        vm.expectEmit(address(_log));
        emit IStandardLog.ChangeAnnounced(
            DOCUMENT, alice, IStandardLog.Level.Major, "2.1.0", _startAt + 21 days, _startAt + 111 days
        );
        _announce(alice, DOCUMENT, IStandardLog.Level.Major);
        IStandardLog.Announcement memory change = _log.announcementOf(DOCUMENT);
        vm.assertEq(change.announcer, alice);
        vm.assertEq(uint256(change.announcedAt), _startAt);
        vm.assertEq(uint256(change.level), uint256(IStandardLog.Level.Major));
        vm.assertEq(change.version, "2.1.0");
        vm.assertEq(_log.openAnnouncementOf(alice), DOCUMENT);
        vm.assertEq(_log.openAnnouncementOf(bob), bytes32(0));
    }

    function test_Announce_RevertWhen_WithoutWeight() public {
        vm.expectRevert(abi.encodeWithSelector(IStandardLog.StandardLogNoWeight.selector, mallory));
        _announce(mallory, DOCUMENT, IStandardLog.Level.Minor);
    }

    function test_Announce_RevertWhen_WithoutADocument() public {
        vm.expectRevert(abi.encodeWithSelector(IStandardLog.StandardLogNoDocument.selector));
        _announce(alice, 0, IStandardLog.Level.Minor);
    }

    function test_Announce_RevertWhen_TheVersionIsNotPlainText() public {
        string[3] memory versions = ["", "0123456789abcdef0123456789abcdef0", "2\n1"];
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IStandardLog.StandardLogBadVersion.selector, versions[i], 32)
            );
            vm.prank(alice);
            _log.announce(DOCUMENT, IStandardLog.Level.Minor, versions[i]);
        }
        vm.prank(alice);
        _log.announce(DOCUMENT, IStandardLog.Level.Minor, "0123456789abcdef0123456789abcdef");
    }

    function test_Announce_RevertWhen_AnotherIsOpen() public {
        _announce(alice, DOCUMENT, IStandardLog.Level.Minor);
        bytes memory refusal = abi.encodeWithSelector(
            IStandardLog.StandardLogOtherAnnouncementOpen.selector, alice, DOCUMENT, _startAt + 97 days
        );
        vm.warp(_startAt + 97 days - 1);
        vm.expectRevert(refusal);
        _announce(alice, OTHER, IStandardLog.Level.Minor);
        vm.warp(_startAt + 97 days);
        _announce(alice, OTHER, IStandardLog.Level.Minor);
        vm.assertEq(_log.openAnnouncementOf(alice), OTHER);
    }

    function test_Announce_RevertWhen_TheDocumentIsAnnounced() public {
        _announce(alice, DOCUMENT, IStandardLog.Level.Minor);
        vm.expectRevert(
            abi.encodeWithSelector(IStandardLog.StandardLogAnnounced.selector, DOCUMENT, _startAt + 97 days)
        );
        _announce(bob, DOCUMENT, IStandardLog.Level.Major);
        vm.assertEq(_log.openAnnouncementOf(bob), bytes32(0));
    }

    function test_Announce_OfAnotherOnceItLapsed() public {
        _announce(alice, DOCUMENT, IStandardLog.Level.Minor);
        vm.warp(_startAt + 97 days);
        _expectNotAnnounced();
        _log.announcementOf(DOCUMENT);
        vm.assertEq(_log.openAnnouncementOf(alice), bytes32(0));
        _announce(bob, DOCUMENT, IStandardLog.Level.Major);
        vm.assertEq(_log.openAnnouncementOf(bob), DOCUMENT);
        vm.assertEq(_log.openAnnouncementOf(alice), bytes32(0));
        _announce(alice, OTHER, IStandardLog.Level.Minor);
    }

    function test_Withdraw() public {
        _announce(alice, DOCUMENT, IStandardLog.Level.Minor);
        vm.warp(_startAt + 7 days - 1);
        vm.expectEmit(address(_log));
        emit IStandardLog.ChangeWithdrawn(DOCUMENT, alice);
        _withdraw(alice);
        _expectNotAnnounced();
        _log.announcementOf(DOCUMENT);
        _expectNotAnnounced();
        _withdraw(alice);
        _announce(alice, DOCUMENT, IStandardLog.Level.Fundamental);
        vm.assertEq(uint256(_log.announcementOf(DOCUMENT).announcedAt), _startAt + 7 days - 1);
    }

    function test_Withdraw_RevertWhen_CommentsAreOver() public {
        _announce(alice, DOCUMENT, IStandardLog.Level.Minor);
        vm.warp(_startAt + 7 days);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStandardLog.StandardLogCommentsOver.selector, DOCUMENT, _startAt + 7 days, _startAt + 7 days
            )
        );
        _withdraw(alice);
    }

    function test_Withdraw_RevertWhen_NotItsAnnouncer() public {
        _announce(alice, DOCUMENT, IStandardLog.Level.Minor);
        vm.expectRevert(
            abi.encodeWithSelector(IStandardLog.StandardLogNotAnnouncer.selector, DOCUMENT, bob, alice)
        );
        _withdraw(bob);
    }

    function test_Adopt_RevertWhen_NotGovernance() public {
        _announce(alice, DOCUMENT, IStandardLog.Level.Minor);
        vm.warp(_startAt + 30 days);
        address[3] memory others = [alice, guardian, address(governor)];
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IStandardLog.StandardLogNotGovernance.selector, others[i], address(timelock)
                )
            );
            vm.prank(others[i]);
            _log.adopt(DOCUMENT, 0);
        }
    }

    function test_Adopt_RevertWhen_NotAnnounced() public {
        _expectNotAnnounced();
        vm.prank(address(timelock));
        _log.adopt(DOCUMENT, 0);
    }

    function _announce(address announcer, bytes32 document, IStandardLog.Level level) private {
        vm.prank(announcer);
        _log.announce(document, level, "2.1.0");
    }

    function _withdraw(address caller) private {
        vm.prank(caller);
        _log.withdraw(DOCUMENT);
    }

    function _expectNotAnnounced() private {
        vm.expectRevert(abi.encodeWithSelector(IStandardLog.StandardLogNotAnnounced.selector, DOCUMENT));
    }
}
