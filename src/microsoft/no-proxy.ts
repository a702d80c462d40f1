import { BlockList, isIP } from 'node:net';

/**
 * True when `NO_PROXY` exempts the target. Its entries, parted by commas or blanks: a host name, which stands for its subdomains too, with
 * or without a leading dot or `*.`; a name or address with a port; an IP address, IPv6 with or without brackets; a range such as
 * 10.0.0.0/8 or fd00::/8; `*` for everything. Addresses and ranges concern targets written as an address: names are not looked up. An
 * entry that is none of these is passed over.
 */
export function isExempt(target: URL, noProxy: string): boolean {
  const port = target.port || (target.protocol === 'https:' ? '443' : '80');
  const host = target.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .some(entry => entry === '*' || matches(entry, host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry.includes('/')) return isIP(host) !== 0 && isInRange(host, entry);
  if (isIP(entry) !== 0) return isSameAddress(host, entry);
  const parts = /^(?:\[(?<bracketed>[^\]]+)\]|(?:\*?\.)?(?<name>[^:[\]]+?)\.?)(?::(?<port>\d+))?$/.exec(
    entry,
  )?.groups;
  if (!parts || (parts['port'] ?? port) !== port) return false;
  const { bracketed, name = '' } = parts;
  if (bracketed !== undefined) return isSameAddress(host, bracketed);
  if (isIP(host) !== 0) return isIP(name) !== 0 && isSameAddress(host, name);
  return name !== '' && (host === name || host.endsWith(`.${name}`));
}

function isSameAddress(host: string, address: string): boolean {
  return (
    isIP(address) !== 0 && isIP(host) !== 0 && isInRange(host, `${address}/${isIP(address) === 4 ? 32 : 128}`)
  );
}

function isInRange(host: string, range: string): boolean {
  const [, net = '', bits = ''] = /^\[?(?<net>[\d.:a-f]+)\]?\/(?<bits>\d{1,3})$/.exec(range) ?? [];
  const family = isIP(net);
  if (family === 0 || Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(net, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, isIP(host) === 4 ? 'ipv4' : 'ipv6');
}
