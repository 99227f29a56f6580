// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

import {CalendarDate} from "./CalendarDate.sol";
import {IContributionBadge} from "./interfaces/IContributionBadge.sol";

/// @title The face of a badge, drawn without a server
/// @notice A flower of nine petals, one for each indicator of the DPG Standard, around the level of the badge.
/// @dev Assumes kind names that PlainText allows, and escapes them for JSON and for XML.
/// A contract of its own, made by the badge's: together they would pass the size that a contract may have (EIP-170).
contract BadgeArt {
    using Strings for uint256;

    uint256 private constant PETALS = 9;

    /// @dev Longer names are written smaller, so that 64 characters still fit the picture.
    uint256 private constant LONG_NAME_BYTES = 24;

    /// @notice Metadata of a badge as a data URI, JSON with the fields of ERC-721.
    function tokenUri(
        uint64 number,
        IContributionBadge.KindSpec memory kind,
        IContributionBadge.Badge memory badge
    ) external pure returns (string memory) {
        bytes memory json = bytes.concat(
            '{"name":"',
            bytes(Strings.escapeJSON(kind.name)),
            " #",
            bytes(uint256(number).toString()),
            '","description":"A soulbound badge for a verified contribution to digital public goods.","image":"',
            "data:image/svg+xml;base64,",
            bytes(Base64.encode(svg(number, kind, badge))),
            '","attributes":',
            _attributes(kind, badge),
            "}"
        );
        return string.concat("data:application/json;base64,", Base64.encode(json));
    }

    /// @notice The picture of a badge.
    function svg(
        uint64 number,
        IContributionBadge.KindSpec memory kind,
        IContributionBadge.Badge memory badge
    ) public pure returns (bytes memory) {
        return bytes.concat(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" font-family="sans-serif" ',
            'text-anchor="middle" fill="#1b1f24"><rect width="400" height="400" fill="#fbf9f3"/>',
            _flower(),
            '<text x="200" y="181" font-size="32">',
            bytes(uint256(kind.level).toString()),
            "</text>",
            _caption(kind.name),
            '<text x="200" y="366" font-size="14">#',
            bytes(uint256(number).toString()),
            unicode" · ",
            CalendarDate.iso(badge.issuedAt),
            "</text></svg>"
        );
    }

    /// @notice `text` for use between tags and in quoted attributes of XML.
    function escapeXml(string memory text) public pure returns (bytes memory escaped) {
        bytes memory raw = bytes(text);
        for (uint256 i = 0; i < raw.length; ++i) {
            escaped = bytes.concat(escaped, _escapeXmlByte(raw[i]));
        }
    }

    function _escapeXmlByte(bytes1 char) private pure returns (bytes memory) {
        if (char == "&") return "&amp;";
        if (char == "<") return "&lt;";
        if (char == ">") return "&gt;";
        if (char == '"') return "&quot;";
        if (char == "'") return "&#39;";
        return bytes.concat(char);
    }

    function _attributes(IContributionBadge.KindSpec memory kind, IContributionBadge.Badge memory badge)
        private
        pure
        returns (bytes memory)
    {
        return bytes.concat(
            '[{"trait_type":"Kind","value":"',
            bytes(Strings.escapeJSON(kind.name)),
            '"},{"trait_type":"Level","value":',
            bytes(uint256(kind.level).toString()),
            '},{"trait_type":"Weight","value":',
            bytes(uint256(badge.weight).toString()),
            '},{"display_type":"date","trait_type":"Issued at","value":',
            bytes(uint256(badge.issuedAt).toString()),
            "}]"
        );
    }

    function _flower() private pure returns (bytes memory petals) {
        for (uint256 i = 0; i < PETALS; ++i) {
            petals = bytes.concat(
                petals,
                '<ellipse cx="200" cy="98" rx="21" ry="54" fill="#1f6f5c" fill-opacity=".72" transform="rotate(',
                bytes((i * 360 / PETALS).toString()),
                ' 200 170)"/>'
            );
        }
        return bytes.concat(petals, '<circle cx="200" cy="170" r="30" fill="#f0c75e"/>');
    }

    function _caption(string memory name) private pure returns (bytes memory) {
        bytes memory size = bytes(name).length > LONG_NAME_BYTES ? bytes("11") : bytes("22");
        return bytes.concat('<text x="200" y="334" font-size="', size, '">', escapeXml(name), "</text>");
    }
}
