// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Who sits in which chamber
/// @notice A badge of a kind that one holder can have once is a seat once it was held for the maturity and taken.
/// A wallet has one seat, over all chambers. A seat is live as long as its badge is its holder's and the term of the
/// kind is not over; who ceased to be live stays counted until anybody lets the seat go.
interface IChamberSeats {
    /// @notice Emitted when a badge becomes its holder's seat.
    /// @param until unix seconds; the seat is live before; 2^40 - 1 without end
    /// @param firstBallot the seat votes in ballots from this number on
    event SeatTaken(
        uint64 indexed seat, address indexed holder, uint8 indexed chamber, uint40 until, uint40 firstBallot
    );

    /// @notice Emitted when a seat no longer counts.
    /// @param endBallot the seat was counted in ballots before this number
    event SeatLeft(uint64 indexed seat, address indexed holder, uint8 indexed chamber, uint40 endBallot);

    /// @notice Emitted when governance says whose badges are a chamber's seats, and for each named at the beginning;
    /// the zero address is every issuer.
    event SeatIssuerSet(uint8 indexed chamber, address indexed previous, address indexed issuer);

    /// @notice Thrown when there is no such chamber.
    error ChamberBallotUnknownChamber(uint8 chamber, uint8 highest);

    /// @notice Thrown when a badge is taken as a seat whose kind one holder can have more than once of.
    error ChamberBallotNotASeatKind(uint64 seat, uint16 kind, uint256 maxPerHolder);

    /// @notice Thrown when a badge is taken as a seat that was issued by another than the chamber's issuer.
    error ChamberBallotOtherIssuer(uint64 seat, address had, address needed);

    /// @notice Thrown when a badge is taken as a seat that has lapsed, or whose term is over.
    error ChamberBallotSeatOver(uint64 seat, uint256 nowAt, uint256 until);

    /// @notice Thrown when a badge is taken as a seat that its holder has not held long enough.
    error ChamberBallotSeatImmature(uint64 seat, uint256 nowAt, uint256 matureAt);

    /// @notice Thrown when a wallet that has a live seat would get a second by somebody else's hand.
    error ChamberBallotSecondSeat(address holder, uint64 had, uint64 given);

    /// @notice Thrown when a chamber has as many seats as can be counted.
    error ChamberBallotChamberFull(uint8 chamber, uint256 most);

    /// @notice Thrown when a live seat would be let go by somebody else than its holder.
    error ChamberBallotSeatLive(uint64 seat, address holder);

    /// @notice Makes badges the seats of their holders, in the ballots that are opened from now on. Anybody.
    /// @dev Passes over seats that are live already. A holder who takes another of their badges changes over to it.
    function takeSeats(uint64[] calldata seats) external;

    /// @notice Lets seats go that are not live any more (anybody), or one's own. Passes over those that nobody has.
    function leaveSeats(uint64[] calldata seats) external;

    /// @notice Says whose badges are the seats of a chamber from now on; the zero address is every issuer. Governance.
    /// @dev Seats that were taken stay: governance revokes their badges where that is meant.
    function setSeatIssuer(uint8 chamber, address issuer) external;

    /// @notice Who took a badge as a seat last, its chamber, and whether it is live now; the zero address is nobody.
    function seatOf(uint64 seat) external view returns (address holder, uint8 chamber, bool isLive);

    /// @notice The seat of a wallet; all zero when it has none that is live.
    function seatOfHolder(address holder) external view returns (uint64 seat, uint8 chamber, bool isLive);

    /// @notice How many seats a chamber counts: those that are live, and those that nobody has let go yet.
    function liveSeats(uint8 chamber) external view returns (uint256);

    /// @notice Whose badges are the seats of a chamber; the zero address is every issuer.
    function seatIssuer(uint8 chamber) external view returns (address);

    /// @notice The badges that are seats.
    function badge() external view returns (address);
}
