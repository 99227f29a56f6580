// viem, as a wallet signs with it and as a site reads with it.

import { createPublicClient, hashTypedData, http, parseAbi } from "viem";
import { privateKeyToAccount } from "viem/accounts";

import { ABI } from "./standards.mjs";

export const digest = (text) => hashTypedData(JSON.parse(text));

export const sign = (text, key) => privateKeyToAccount(key).signTypedData(JSON.parse(text));

const site = (url) => createPublicClient({ transport: http(url) });

export const read = (url, address, name, ...args) =>
  site(url).readContract({ address, abi: parseAbi(ABI), functionName: name, args });

// viem has a reader of EIP-5267 of its own.
export async function readDomain(url, address) {
  const { domain, fields, extensions } = await site(url).getEip712Domain({ address });
  return { ...domain, fields, extensions };
}
