// Answers requests, one JSON text per line: {client, action, values} gets {answer} or {problem}.

import { createInterface } from "node:readline";

import * as browser from "./with-browser.mjs";
import * as ethers from "./with-ethers.mjs";
import * as metamask from "./with-metamask.mjs";
import * as openzeppelin from "./with-openzeppelin.mjs";
import * as viem from "./with-viem.mjs";

const CLIENTS = { browser, ethers, metamask, openzeppelin, viem };

// Some answer with a number where others have a bigint, which JSON has not.
const asText = (_, value) => (["number", "bigint"].includes(typeof value) ? `${value}` : value);

for await (const line of createInterface({ input: process.stdin })) {
  const { client, action, values } = JSON.parse(line);
  let reply;
  try {
    reply = { answer: await CLIENTS[client][action](...values) };
  } catch (problem) {
    reply = { problem: problem.message };
  }
  console.log(JSON.stringify(reply, asText));
}
