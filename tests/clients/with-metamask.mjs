// What MetaMask does when a page asks it for eth_signTypedData_v4.

import { SignTypedDataVersion, TypedDataUtils, signTypedData } from "@metamask/eth-sig-util";

const version = SignTypedDataVersion.V4;

export const digest = (text) => `0x${TypedDataUtils.eip712Hash(JSON.parse(text), version).toString("hex")}`;

export const sign = (text, key) =>
  signTypedData({ privateKey: Buffer.from(key.slice(2), "hex"), data: JSON.parse(text), version });
