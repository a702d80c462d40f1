import type { Json } from '../../events/audit-event.ts';
import type { Draw } from './draw.ts';

/** As Entra and SharePoint write an address: bare. */
export function bareAddress(draw: Draw): string {
  return draw.rng.chance(0.85) ? draw.ipv4 : draw.ipv6;
}

/** As Exchange's admin log writes it: with a port, IPv6 (and now and then IPv4) in brackets. */
export function addressWithPort(draw: Draw): string {
  return draw.rng.pick([
    `${draw.ipv4}:${draw.port}`,
    `${draw.ipv4}:${draw.port}`,
    `${draw.ipv4}:${draw.port}`,
    `[${draw.ipv6}]:${draw.port}`,
    `[${draw.ipv4}]:${draw.port}`,
  ]);
}

/** As Teams writes it: IPv4 mapped into IPv6. */
export function mappedAddress(draw: Draw): string {
  return draw.rng.chance(0.7) ? `::ffff:${draw.ipv4}` : bareAddress(draw);
}

/** The forms in which `ClientIP` says nothing of use. */
export const USELESS_ADDRESSES: readonly Json[] = [
  '',
  '<null>',
  '::1',
  null,
  'mailhost.contoso.example',
  '127.0.0.1',
];
