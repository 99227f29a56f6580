// OpenZeppelin's own Merkle trees over the leaves of payout trees.

import { readFileSync } from "node:fs";

import { StandardMerkleTree } from "@openzeppelin/merkle-tree";

const LEAF = ["uint256", "address", "uint256"];

// For each list of leaves in a file: the root, proofs of the leaves at these places, and the dump where it is wanted.
export function trees(file) {
  return JSON.parse(readFileSync(file, "utf8")).map(({ leaves, places, isDumped }) => {
    const tree = StandardMerkleTree.of(leaves, LEAF);
    return {
      root: tree.root,
      proofs: places.map((place) => tree.getProof(place)),
      dump: isDumped ? JSON.stringify(tree.dump()) : "",
    };
  });
}

// The root that a dump of ours has there; throws when its nodes and values do not fit together.
export function loaded(dump) {
  const tree = StandardMerkleTree.load(JSON.parse(dump));
  tree.validate();
  return tree.root;
}
