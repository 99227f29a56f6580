// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The least that an ERC-721 needs to give out soulbound badges as ours does
/// @notice Takes the very messages that the ContributionBadge takes, so that calldata and signatures cost the same.
/// @dev For measuring gas only. One issuer, the deployer. No kinds, no limits, no issuer kept with a badge, and a
/// number can come back after a revocation: what is left out makes a peer cheaper, never dearer.
abstract contract Peer {
    struct Issue {
        uint64 number;
        address to;
        uint16 kind;
        bytes32 evidenceHash;
    }

    struct Voucher {
        address issuer;
        address to;
        uint64 number;
        uint16 kind;
        bytes32 evidenceHash;
        uint48 validFrom;
        uint48 deadline;
    }

    bytes32 private constant VOUCHER_TYPEHASH = keccak256(
        "Voucher(address issuer,address to,uint64 number,uint16 kind,bytes32 evidenceHash,uint48 validFrom,uint48 deadline)"
    );

    address private immutable ISSUER = msg.sender;

    event BadgeIssued(
        uint64 indexed number, address indexed holder, uint16 indexed kind, bytes32 evidenceHash
    );

    error NotIssuer();
    error NotNow();
    error BadSignature();
    error Soulbound();

    modifier onlyIssuer() {
        if (msg.sender != ISSUER) revert NotIssuer();
        _;
    }

    function issueBatch(Issue[] calldata entries) external onlyIssuer {
        for (uint256 i = 0; i < entries.length; ++i) {
            _issue(entries[i].number, entries[i].to, entries[i].kind, entries[i].evidenceHash);
        }
    }

    function claim(Voucher calldata voucher, bytes calldata signature) external {
        if (voucher.issuer != ISSUER) revert NotIssuer();
        if (block.timestamp < voucher.validFrom || block.timestamp >= voucher.deadline) revert NotNow();
        bytes32 structHash = keccak256(abi.encode(VOUCHER_TYPEHASH, voucher));
        if (!_isSigned(ISSUER, structHash, signature)) revert BadSignature();
        _issue(voucher.number, voucher.to, voucher.kind, voucher.evidenceHash);
    }

    /// @dev The reason is taken, as ours takes it, and not kept.
    function revoke(uint64 number, uint16) external onlyIssuer {
        _end(number);
    }

    function _issue(uint64 number, address to, uint16 kind, bytes32 evidenceHash) private {
        _give(to, number);
        emit BadgeIssued(number, to, kind, evidenceHash);
    }

    function _give(address to, uint256 number) internal virtual;

    function _end(uint256 number) internal virtual;

    function _isSigned(address signer, bytes32 structHash, bytes calldata signature)
        internal
        view
        virtual
        returns (bool);
}
