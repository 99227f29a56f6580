// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @title The day of a moment, as people write it
library CalendarDate {
    using Strings for uint256;

    /// @notice The day in UTC as YYYY-MM-DD (ISO 8601), Gregorian, for unix seconds below the year 10000.
    /// @dev Counts the years one by one: it is only looked at, never paid for.
    function iso(uint256 time) internal pure returns (bytes memory) {
        uint256 day = time / 1 days;
        uint256 year = 1970;
        for (; day >= _daysOfYear(year); ++year) {
            day -= _daysOfYear(year);
        }
        uint256 month = 1;
        for (; day >= _daysOfMonth(year, month); ++month) {
            day -= _daysOfMonth(year, month);
        }
        return bytes.concat(bytes(year.toString()), "-", _twoDigits(month), "-", _twoDigits(day + 1));
    }

    function _daysOfYear(uint256 year) private pure returns (uint256) {
        return _isLeap(year) ? 366 : 365;
    }

    function _daysOfMonth(uint256 year, uint256 month) private pure returns (uint256) {
        if (month == 2) return _isLeap(year) ? 29 : 28;
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    function _isLeap(uint256 year) private pure returns (bool) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    function _twoDigits(uint256 number) private pure returns (bytes memory) {
        return bytes.concat(number < 10 ? bytes("0") : bytes(""), bytes(number.toString()));
    }
}
