// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

import {BadgeArt} from "../../contracts/BadgeArt.sol";
import {CalendarDate} from "../../contracts/CalendarDate.sol";
import {PlainText} from "../../contracts/PlainText.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {BadgeFixture} from "./BadgeFixture.sol";

// .tree
// tokenURI
// ├── is JSON that forge's own reader parses, with a picture of nine petals, the kind, its level and the day
// └── with a hostile name: the name comes back whole, and nothing of it is markup
// iso: leap days, centuries, the last day that a badge can have
// isPlain: equals a slow reading of RFC 3629 and XML 1.0 on any bytes
contract BadgeArtTest is BadgeFixture {
    string private constant HOSTILE = unicode"\"},{\"name\":\\\"x\\</text><script>&'é";

    function test_TokenUri() public {
        _issue(12, alice, SEAT);
        string memory json = _json(12);
        vm.assertEq(vm.parseJsonString(json, ".name"), "Expert seat #12");
        vm.assertEq(vm.parseJsonString(json, ".attributes[0].value"), "Expert seat");
        vm.assertEq(vm.parseJsonUint(json, ".attributes[1].value"), 3);
        vm.assertEq(vm.parseJsonUint(json, ".attributes[2].value"), SEAT_WEIGHT);
        vm.assertEq(vm.parseJsonUint(json, ".attributes[3].value"), START_AT);
        vm.assertEq(_count(_picture(json), "<ellipse"), 9);
        vm.assertEq(_count(_picture(json), ">Expert seat</text>"), 1);
        vm.assertEq(_count(_picture(json), unicode">#12 · 2023-11-14</text>"), 1);
    }

    function test_TokenUri_HostileNamesAreEscaped() public {
        vm.prank(registrar);
        badge.registerKind(5, IContributionBadge.KindSpec(HOSTILE, 1, 0, 1, 0, 0, true));
        _issue(1, alice, 5);
        string memory json = _json(1);
        vm.assertEq(vm.parseJsonString(json, ".name"), string.concat(HOSTILE, " #1"));
        vm.assertEq(vm.parseJsonString(json, ".attributes[0].value"), HOSTILE);
        bytes memory picture = _picture(json);
        vm.assertEq(_count(picture, "<script"), 0);
        vm.assertEq(
            _count(
                picture, unicode"&quot;},{&quot;name&quot;:\\&quot;x\\&lt;/text&gt;&lt;script&gt;&amp;&#39;é"
            ),
            1
        );
    }

    function test_Iso_AtTheEdges() public pure {
        uint32[8] memory times = [
            0,
            68_169_599,
            68_169_600,
            951_782_400,
            1_709_251_199,
            4_107_542_399,
            4_107_542_400,
            type(uint32).max
        ];
        string[8] memory dates = [
            "1970-01-01",
            "1972-02-28",
            "1972-02-29",
            "2000-02-29",
            "2024-02-29",
            "2100-02-28",
            "2100-03-01",
            "2106-02-07"
        ];
        for (uint256 i = 0; i < times.length; ++i) {
            vm.assertEq(string(CalendarDate.iso(times[i])), dates[i]);
        }
    }

    function testFuzz_EscapeXmlLeavesNoMarkup(string calldata text) public {
        bytes memory escaped = new BadgeArt().escapeXml(text);
        vm.assertEq(
            _count(escaped, "<") + _count(escaped, ">") + _count(escaped, '"') + _count(escaped, "'"), 0
        );
    }

    function testFuzz_IsPlainEqualsASlowReading(bytes memory text) public pure {
        vm.assertTrue(PlainText.isPlain(text) == _isPlainSlowly(text));
    }

    /// @dev Random bytes are seldom well-formed: these are, or miss it by one bit.
    function testFuzz_IsPlainEqualsASlowReadingOfCharacters(uint32 point, uint8 size, uint8 flip)
        public
        pure
    {
        bytes memory text = _encode(point % 0x140000, size % 4 + 1);
        vm.assertTrue(PlainText.isPlain(text) == _isPlainSlowly(text));
        text[flip % text.length] ^= bytes1(uint8(1) << (flip >> 5));
        vm.assertTrue(PlainText.isPlain(text) == _isPlainSlowly(text));
    }

    function test_IsPlain_AtTheEdges() public pure {
        uint24[5] memory first = [0x20, 0xA0, 0x800, 0xE000, 0x10000];
        uint24[5] memory last = [0x7E, 0x7FF, 0xD7FF, 0xFFFD, 0x10FFFF];
        uint8[5] memory sizes = [1, 2, 3, 3, 4];
        for (uint256 i = 0; i < sizes.length; ++i) {
            vm.assertTrue(PlainText.isPlain(_encode(first[i], sizes[i])));
            vm.assertTrue(PlainText.isPlain(_encode(last[i], sizes[i])));
            vm.assertFalse(PlainText.isPlain(_encode(first[i] - 1, sizes[i])));
            vm.assertFalse(PlainText.isPlain(_encode(last[i] + 1, sizes[i])));
        }
        vm.assertFalse(PlainText.isPlain(_encode(0xFFFF, 3)));
        vm.assertTrue(PlainText.isPlain(""));
    }

    /// @dev `point` written with `size` bytes, be that right or not.
    function _encode(uint256 point, uint256 size) private pure returns (bytes memory text) {
        text = new bytes(size);
        for (uint256 i = size; i > 1; --i) {
            text[i - 1] = bytes1(uint8(0x80 | point & 0x3F));
            point >>= 6;
        }
        uint256 lead = size == 1 ? 0 : 0x100 - 2 ** (8 - size);
        text[0] = bytes1(uint8(lead | point));
    }

    /// @dev Tries every way to write a character at each place, and takes the one that is right.
    function _isPlainSlowly(bytes memory text) private pure returns (bool) {
        uint256 start = 0;
        while (start < text.length) {
            uint256 size = _characterSize(text, start);
            if (size == 0) return false;
            start += size;
        }
        return true;
    }

    function _characterSize(bytes memory text, uint256 start) private pure returns (uint256) {
        for (uint256 size = 1; size <= 4 && start + size <= text.length; ++size) {
            uint256 point = 0;
            for (uint256 i = 0; i < size; ++i) {
                uint256 char = uint8(text[start + i]);
                uint256 bits = i > 0 ? 6 : size == 1 ? 7 : 7 - size;
                point = point * 2 ** bits + char % 2 ** bits;
            }
            bool shortest = point >= [0, 0x80, 0x800, 0x10000][size - 1];
            bool shown =
                point > 0x1F && !(point > 0x7E && point < 0xA0) && !(point > 0xD7FF && point < 0xE000);
            bool inRange = point != 0xFFFE && point != 0xFFFF && point < 0x110000;
            bool same = keccak256(_encode(point, size)) == keccak256(Bytes.slice(text, start, start + size));
            if (shortest && shown && inRange && same) return size;
        }
        return 0;
    }

    function _json(uint256 number) private view returns (string memory) {
        return string(_decoded(bytes(badge.tokenURI(number)), "data:application/json;base64,"));
    }

    function _picture(string memory json) private pure returns (bytes memory) {
        return _decoded(bytes(vm.parseJsonString(json, ".image")), "data:image/svg+xml;base64,");
    }

    function _decoded(bytes memory uri, bytes memory prefix) private pure returns (bytes memory) {
        vm.assertEq(string(Bytes.slice(uri, 0, prefix.length)), string(prefix));
        return Base64.decode(string(Bytes.slice(uri, prefix.length)));
    }

    function _count(bytes memory text, bytes memory part) private pure returns (uint256 times) {
        for (uint256 i = 0; i + part.length <= text.length; ++i) {
            if (Strings.equal(string(Bytes.slice(text, i, i + part.length)), string(part))) ++times;
        }
    }
}
