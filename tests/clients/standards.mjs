// What a client that knows the standards, and nothing of ours, can ask of a badge.

export const ABI = [
  // ERC-165
  "function supportsInterface(bytes4 interfaceId) view returns (bool)",
  // ERC-721 and its metadata
  "function name() view returns (string)",
  "function symbol() view returns (string)",
  "function balanceOf(address owner) view returns (uint256)",
  "function ownerOf(uint256 tokenId) view returns (address)",
  "function tokenURI(uint256 tokenId) view returns (string)",
  // ERC-5192 and ERC-5484: soulbound
  "function locked(uint256 tokenId) view returns (bool)",
  "function burnAuth(uint256 tokenId) view returns (uint8)",
  // ERC-5805 and ERC-6372: votes, and the clock they go by
  "function getVotes(address account) view returns (uint256)",
  "function CLOCK_MODE() view returns (string)",
  // ERC-5267: the domain of signatures
  "function eip712Domain() view returns (bytes1 fields, string name, string version, uint256 chainId, " +
    "address verifyingContract, bytes32 salt, uint256[] extensions)",
];
