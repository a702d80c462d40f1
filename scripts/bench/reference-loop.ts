// The plain loop that the collector is compared with: one request after the other, each blob parsed whole, each event sent as it is. It remembers
// nothing, paces nothing, retries nothing and loses whatever goes wrong.
import { DatagramSocket } from '../../src/wazuh/datagram-socket.ts';

interface Told {
  readonly url: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly socket: string;
}

const HOUR_MS = 3_600_000;
const CONTENT_TYPES = [
  'Audit.AzureActiveDirectory',
  'Audit.Exchange',
  'Audit.SharePoint',
  'Audit.General',
  'DLP.All',
];

const told = JSON.parse(process.argv[2] ?? '{}') as Told;
const root = `${told.url}/api/v1.0/${told.tenantId}/activity/feed`;
const login = await fetch(`${told.url}/${told.tenantId}/oauth2/v2.0/token`, {
  method: 'POST',
  body: new URLSearchParams({
    client_id: told.clientId,
    client_secret: told.clientSecret,
    grant_type: 'client_credentials',
    scope: `${told.url}/.default`,
  }),
});
const { access_token: token } = (await login.json()) as { access_token: string };
const headers = { authorization: `Bearer ${token}` };

const socket = new DatagramSocket();
socket.connect(told.socket);
const toMs = Date.now() + 60_000;
const span = [new Date(toMs - 23 * HOUR_MS), new Date(toMs)].map(time => time.toISOString().slice(0, 19));
let sent = 0;
for (const contentType of CONTENT_TYPES) {
  await fetch(`${root}/subscriptions/start?contentType=${contentType}`, { method: 'POST', headers });
  let page: string | null =
    `${root}/subscriptions/content?contentType=${contentType}&startTime=${span[0]}&endTime=${span[1]}`;
  while (page !== null) {
    const listing: Response = await fetch(page, { headers });
    page = listing.headers.get('NextPageUri');
    for (const { contentUri } of (await listing.json()) as { contentUri: string }[]) {
      const blob = await fetch(contentUri, { headers });
      for (const event of (await blob.json()) as unknown[]) {
        const message = Buffer.from(`1:office_365:${JSON.stringify({ office_365: event })}`);
        while (socket.trySend(message) === 'full') await socket.writable();
        sent += 1;
      }
    }
  }
}
socket.close();
process.stdout.write(`${sent}\n`);
