// viem, as a wallet signs with it and as a site reads with it.

import { createPublicClient, createWalletClient, hashTypedData, http, parseAbi } from "viem";
import { privateKeyToAccount } from "viem/accounts";

import { GOVERNOR } from "./governor.mjs";
import { ABI } from "./standards.mjs";

export const digest = (text) => hashTypedData(JSON.parse(text));

export const sign = (text, key) => privateKeyToAccount(key).signTypedData(JSON.parse(text));

const site = (url) => createPublicClient({ transport: http(url) });

export const read = (url, address, name, ...args) =>
  site(url).readContract({ address, abi: parseAbi(ABI), functionName: name, args });

export const askGovernor = (url, address, name, ...args) =>
  site(url).readContract({ address, abi: parseAbi(GOVERNOR), functionName: name, args });

// Sent and waited for: the state that the receipt tells.
export async function tellGovernor(url, address, key, name, ...args) {
  const wallet = createWalletClient({ account: privateKeyToAccount(key), transport: http(url) });
  const hash = await wallet.writeContract({ address, abi: parseAbi(GOVERNOR), functionName: name, args, chain: null });
  return (await site(url).waitForTransactionReceipt({ hash })).status === "success";
}

// viem has a reader of EIP-5267 of its own.
export async function readDomain(url, address) {
  const { domain, fields, extensions } = await site(url).getEip712Domain({ address });
  return { ...domain, fields, extensions };
}
