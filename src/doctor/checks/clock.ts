import type { Check } from '../check.ts';
import { fail, ok, skipped, skipUnknown, warn } from '../finding.ts';
import { span } from '../../terminal/words.ts';

/** Beyond this Microsoft refuses tokens. */
const REFUSED_MS = 5 * 60_000;
const ODD_MS = 30_000;

export const clockCheck: Check = {
  id: 'clock',
  group: 'Microsoft',
  title: 'Clock',
  about:
    'This machine’s clock agrees with Microsoft’s (Date header): warns beyond 30 s, fails beyond 5 min, where tokens are refused.',
  run({ tenants }) {
    if (!tenants.known) return [skipUnknown(tenants)];
    const skews = tenants.value.flatMap(({ clockSkewMs }) =>
      clockSkewMs === undefined ? [] : [clockSkewMs],
    );
    if (skews.length === 0) return [skipped('nobody at Microsoft has answered')];
    const worst = skews.toSorted((a, b) => Math.abs(b) - Math.abs(a))[0] ?? 0;
    const size = Math.abs(worst);
    if (size <= ODD_MS) return [ok(`agrees with Microsoft’s within ${Math.ceil(size / 1000)} s`)];
    const text = `is ${span(size)} ${worst > 0 ? 'behind' : 'ahead of'} Microsoft’s`;
    const cure = 'Synchronise it: chrony or systemd-timesyncd.';
    return [size > REFUSED_MS ? fail(text, cure) : warn(text, cure)];
  },
};
