import { type IpAddress, parseIpAddress } from './ip-address.ts';
import type { Expression } from './expression.ts';

const V4 = String.raw`(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const V4_NETWORK = new RegExp(`^(?:::[fF]{4}:)?(?<address>${V4})(?:/(?<mask>3[0-2]|[1-2]?\\d|${V4}))?\n?$`);
const V6_NETWORK = /^(?<address>[0-9a-fA-F:]+)(?:\/(?<bits>12[0-8]|1[01]\d|\d?\d))?\n?$/;

interface Network {
  readonly address: Uint8Array;
  readonly mask: Uint8Array;
}

/**
 * Compiles the contents of a rule's `<srcip>` or `<dstip>` elements.
 *
 * Addresses, `/bits`, `/mask` and `any` are known. A `!` before one is skipped by Wazuh and means nothing. An event's text that is no
 * address matches none.
 *
 * @returns the expression, or which text is no network.
 */
export function compileIpNetworks(texts: readonly string[]): Expression | { readonly refused: string } {
  const networks: Network[] = [];
  for (const text of texts) {
    const network = readNetwork(text.startsWith('!') ? text.slice(1) : text);
    if (!network) return { refused: `is no IP address or network: '${text}'` };
    networks.push(network);
  }
  return {
    test(subject) {
      const address = parseIpAddress(subject);
      return address !== undefined && networks.some(network => contains(network, address));
    },
  };
}

function readNetwork(text: string): Network | undefined {
  if (text === 'any') return { address: new Uint8Array(16), mask: new Uint8Array(16) };
  const v4 = V4_NETWORK.exec(text)?.groups;
  if (v4) {
    const { address = '', mask = '32' } = v4;
    return network(address, mask.length <= 2 ? prefixMask(4, Number(mask)) : parseIpAddress(mask));
  }
  const v6 = V6_NETWORK.exec(text)?.groups;
  // Wazuh's own list of forms has `::` without a prefix only, and none with IPv4 at the end.
  if (!v6 || (v6['address'] === '::' && v6['bits'] !== undefined)) return undefined;
  const { address = '', bits = '128' } = v6;
  return network(address, prefixMask(16, Number(bits)));
}

function network(addressText: string, mask: Uint8Array | undefined): Network | undefined {
  const address = parseIpAddress(addressText);
  if (!address || !mask || address.length !== mask.length) return undefined;
  return { address: address.map((byte, i) => byte & (mask[i] ?? 0)), mask };
}

function prefixMask(length: number, bits: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => 0xff & ~(0xff >> Math.min(8, Math.max(0, bits - i * 8))));
}

function contains({ address, mask }: Network, candidate: IpAddress): boolean {
  if (candidate.length === mask.length) {
    return candidate.every((byte, i) => (byte & (mask[i] ?? 0)) === address[i]);
  }
  // An IPv6 network is one address longer than Wazuh believes when it compares IPv4: it takes the second four bytes for the mask.
  if (candidate.length === 4)
    return candidate.every((byte, i) => (byte & (address[i + 4] ?? 0)) === address[i]);
  // With an IPv4 network in the rule Wazuh compares an IPv6 address with what lies behind the network in memory. Zeros do, which equal any
  // address under a mask of zeros and none under another.
  return mask.every(byte => byte === 0);
}
