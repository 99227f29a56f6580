// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Text that every JSON and XML reader can show
/// @dev Assumes nothing about the bytes. Does not judge what a text says, nor its writing direction.
library PlainText {
    /// @notice Whether `text` is well-formed UTF-8 (RFC 3629) of characters that XML 1.0 allows, on one line:
    /// no control characters, no surrogates, neither U+FFFE nor U+FFFF.
    function isPlain(bytes memory text) internal pure returns (bool) {
        uint256 start = 0;
        while (start < text.length) {
            uint256 size = _size(uint8(text[start]));
            if (size == 0 || start + size > text.length) return false;
            (bool wellFormed, uint256 point) = _decode(text, start, size);
            if (!wellFormed || !_isAllowed(point, size)) return false;
            start += size;
        }
        return true;
    }

    /// @dev How many bytes a character has, from its first byte; 0 when none begins so.
    function _size(uint8 lead) private pure returns (uint256) {
        if (lead < 0x80) return 1;
        if (lead >= 0xC2 && lead < 0xE0) return 2;
        if (lead >= 0xE0 && lead < 0xF0) return 3;
        return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
    }

    /// @dev The code point of `size` bytes from `start`; not well-formed when a byte after the first is not 10xxxxxx.
    function _decode(bytes memory text, uint256 start, uint256 size)
        private
        pure
        returns (bool wellFormed, uint256 point)
    {
        // The first byte carries the low 7, 5, 4 or 3 bits of it.
        uint256 marks = size == 1 ? 0x80 : 0x100 - 2 ** (7 - size);
        point = uint8(text[start]) & ~marks;
        for (uint256 i = 1; i < size; ++i) {
            uint8 next = uint8(text[start + i]);
            if (next & 0xC0 != 0x80) return (false, 0);
            point = point << 6 | (next & 0x3F);
        }
        return (true, point);
    }

    /// @dev Refuses characters that were written with too many bytes, and those that readers choke on.
    function _isAllowed(uint256 point, uint256 size) private pure returns (bool) {
        if (size == 1) return point >= 0x20 && point != 0x7F;
        if (size == 2) return point >= 0xA0;
        if (size == 3) return point >= 0x800 && !(point >= 0xD800 && point < 0xE000) && point < 0xFFFE;
        return point >= 0x10000 && point < 0x110000;
    }
}
