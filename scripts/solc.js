"use strict";
// The command line of native solc, as far as py-solc-x and forge use it, in front of the WebAssembly build that
// package-lock.json pins: the same bytes on every machine. The package's own `solcjs` will not do: it prints a
// line of its own before the JSON.
const fs = require("fs");
const path = require("path");

function options(words) {
  const found = { roots: [], file: 0, action: null };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === "--version" || word === "--standard-json") found.action = word;
    else if (word === "--base-path" || word === "--include-path") found.roots.push(words[++i]);
    else if (word === "--allow-paths") i++;
    else if (!word.startsWith("-")) found.file = word;
    else if (word !== "-") throw new Error(`scripts/solc: unknown option ${word}`);
  }
  return found;
}

function importsFrom(roots) {
  return (unit) => {
    const file = roots.map((root) => path.join(root, unit)).find((choice) => fs.existsSync(choice));
    return file ? { contents: fs.readFileSync(file, "utf8") } : { error: `File not found: ${unit}` };
  };
}

function main() {
  const { action, roots, file } = options(process.argv.slice(2));
  const solc = require("solc");
  if (action === "--version") return `solc, the solidity compiler commandline interface\nVersion: ${solc.version()}`;
  if (action === "--standard-json") {
    return solc.compile(fs.readFileSync(file, "utf8"), { import: importsFrom(roots.length ? roots : ["."]) });
  }
  throw new Error("scripts/solc: give --version or --standard-json");
}

try {
  // Not process.exit: it would cut off what a slow reader has not taken yet.
  process.stdout.write(main() + "\n");
} catch (error) {
  process.stderr.write(error.message + "\n");
  process.exitCode = 1;
}
