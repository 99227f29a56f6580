// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What comes in: deposits of sponsors and carts of donations
interface IRoundIntake {
    /// @notice Emitted when a sponsor adds to the pool.
    event PoolFunded(address indexed sponsor, uint256 amount);

    /// @notice Emitted for every cart; from number, donor and words anyone recomputes the digest and the result.
    event CartDonated(uint256 indexed cart, address indexed donor, uint256[] words);

    /// @notice Emitted when the operator moves the close.
    event CloseExtended(uint256 closesAt);

    /// @notice Thrown when coins come without saying what for; call `fund` or `donate`.
    error QuadraticFundingRoundUseFundOrDonate(address sender, uint256 amount);

    /// @notice Thrown when nothing is given.
    error QuadraticFundingRoundZeroAmount();

    /// @notice Thrown when donations or the pool would reach 2^112.
    error QuadraticFundingRoundTooMuch(uint256 had, uint256 most);

    /// @notice Thrown when an item of a cart is under the minimum, or has bits above the project's 32.
    error QuadraticFundingRoundBadWord(uint256 index, uint256 word);

    /// @notice Thrown when the native coins sent are not what is needed: the sum, or none in a round of an ERC-20.
    error QuadraticFundingRoundWrongValue(uint256 had, uint256 needed);

    /// @notice Thrown when a token moved another amount than it was asked to.
    error QuadraticFundingRoundWrongTransfer(address token, uint256 had, uint256 needed);

    /// @notice Thrown when the close would move backwards, or further than configured.
    error QuadraticFundingRoundBadClose(uint256 had, uint256 least, uint256 most);

    /// @notice Adds to the matching pool. Anyone, before the close, also before the opening.
    function fund(uint256 amount) external payable;

    /// @notice Gives to many projects at once. Anyone, in [opensAt, closesAt).
    /// @param words one per item: project id << 112 | amount, at least the minimum and below 2^112
    /// @return cart its number, dense from 0
    function donate(uint256[] calldata words) external payable returns (uint256 cart);

    /// @notice The same, with an EIP-2612 permit of the sum. A permit that fails (say, because somebody used it
    /// before) is passed over; the allowance decides.
    function donateWithPermit(uint256[] calldata words, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        returns (uint256 cart);

    /// @notice Moves the close. Operator, before the close, later only, up to the configured limit.
    function extend(uint40 closesAt_) external;

    /// @notice When donations end.
    function closesAt() external view returns (uint256);

    /// @notice How many carts were donated.
    function cartCount() external view returns (uint256);

    /// @notice Units that sponsors put into the matching pool in all.
    function pool() external view returns (uint256);

    /// @notice Units that donors gave in all.
    function donated() external view returns (uint256);
}
