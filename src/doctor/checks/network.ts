import type { Check } from '../check.ts';
import type { HostFact } from '../facts.ts';
import { failUnknown, type Finding, ok, skipUnknown, warn } from '../finding.ts';

export const networkCheck: Check = {
  id: 'network',
  group: 'Microsoft',
  title: 'Connection',
  about:
    'Login and API hosts of each tenant’s cloud answer: name, connection, proxy and certificate. Warns about a proxy that only this shell knows of.',
  run({ tenants }) {
    if (!tenants.known) return [skipUnknown(tenants)];
    // Tenants of one cloud have the same hosts: each is told once.
    const hosts = new Map(tenants.value.flatMap(tenant => tenant.hosts).map(host => [host.url, host]));
    return [...hosts.values()].flatMap(findingsOf);
  },
};

function findingsOf({ url, proxy, proxyIsOfShell, answered }: HostFact): readonly Finding[] {
  const about = url.replace(/^https:\/\//, '');
  if (!answered.known) return [failUnknown(answered, about)];
  if (proxy !== undefined && proxyIsOfShell) {
    return [
      warn(
        `answers through ${proxy}, which this shell’s environment names; the wodle has another environment`,
        'Write the proxy into config.yml: proxy: http://HOST:PORT',
        about,
      ),
    ];
  }
  return [ok(`answers${proxy === undefined ? '' : ` through ${proxy}`}`, about)];
}
