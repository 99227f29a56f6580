// ethers, as a wallet signs with it and as a site reads with it.

import { Contract, JsonRpcProvider, TypedDataEncoder, Wallet } from "ethers";

import { GOVERNOR } from "./governor.mjs";
import { ABI } from "./standards.mjs";

// ethers makes the type of the domain itself and takes one that is given for a second message.
function parts(text) {
  const { domain, types, message } = JSON.parse(text);
  const { EIP712Domain, ...messageTypes } = types;
  return [domain, messageTypes, message];
}

export const digest = (text) => TypedDataEncoder.hash(...parts(text));

export const sign = (text, key) => new Wallet(key).signTypedData(...parts(text));

export async function read(url, address, name, ...values) {
  const provider = new JsonRpcProvider(url);
  try {
    return await new Contract(address, ABI, provider)[name](...values);
  } finally {
    provider.destroy();
  }
}

async function withGovernor(url, address, key, action) {
  const provider = new JsonRpcProvider(url);
  try {
    return await action(new Contract(address, GOVERNOR, key ? new Wallet(key, provider) : provider));
  } finally {
    provider.destroy();
  }
}

export const askGovernor = (url, address, name, ...values) =>
  withGovernor(url, address, null, async (governor) => {
    const answer = await governor[name](...values);
    return typeof answer === "object" ? [...answer] : answer;
  });

// Sent and waited for: the state that the receipt tells.
export const tellGovernor = (url, address, key, name, ...values) =>
  withGovernor(url, address, key, async (governor) => (await (await governor[name](...values)).wait()).status === 1);

export async function readDomain(url, address) {
  const answer = await read(url, address, "eip712Domain");
  return { ...answer.toObject(), extensions: [...answer.extensions] };
}
