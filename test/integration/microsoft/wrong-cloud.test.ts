import { describe, expect, it, onTestFinished } from 'vitest';
import { CLOUD_NAMES, type CloudName } from '../../../src/config/schema.ts';
import { createActivityFeed } from '../../../src/microsoft/activity-api.ts';
import { CLOUDS } from '../../../src/microsoft/clouds.ts';
import { clientSecret } from '../../../src/microsoft/credentials/client-secret.ts';
import { makeCertificate } from './certificate.ts';
import { ConnectProxy } from './connect-proxy.ts';
import { all, CLIENT, errorOf, HOUR, LeapingClock, never, TENANT, verdict } from './feed-under-test.ts';
import { json, refusal, ScriptedServer } from './scripted-server.ts';

/*
 * What a tenant of one cloud shows to a collector that is set to another, over the real hosts: a proxy leads them all to one server.
 */
const authority = makeCertificate({ name: 'Test authority' });
const hosts = Object.values(CLOUDS).flatMap(({ apiUrl, loginUrl }) => [
  new URL(apiUrl).host,
  new URL(loginUrl).host,
]);
const certificate = makeCertificate({ name: 'microsoft', hosts: [...new Set(hosts)], issuer: authority });

const PAIRS = CLOUD_NAMES.flatMap(set => CLOUD_NAMES.filter(is => is !== set).map(is => ({ set, is })));

async function setTo(cloud: CloudName) {
  const server = await new ScriptedServer({ cert: certificate.cert, key: certificate.key }).listen();
  const proxy = await new ConnectProxy(server.port).listen();
  const clock = new LeapingClock();
  const feed = createActivityFeed({
    cloud: { cloud },
    tenantId: TENANT,
    clientId: CLIENT,
    credential: clientSecret(() => 'made-up-secret'),
    clock,
    network: { proxyUrl: `http://${proxy.host}`, caBundle: authority.cert, environment: {} },
  });
  onTestFinished(async () => {
    feed.close();
    await proxy[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });
  return { feed, server, proxy };
}

function token(audience: string) {
  const claims = Buffer.from(JSON.stringify({ aud: audience })).toString('base64url');
  return json({ token_type: 'Bearer', expires_in: 3599, access_token: `e30.${claims}.x` });
}

describe('a tenant of another cloud', () => {
  it.each(PAIRS)('set to $set, of $is: listed, but no blob to be had', async ({ set, is }) => {
    const { feed, server, proxy } = await setTo(set);
    const contentUri = `${CLOUDS[is].apiUrl}/api/v1.0/${TENANT}/activity/feed/audit/x$1`;
    const contentCreated = '2026-01-02T03:10:00.000Z';
    server.on('content', json([{ contentId: 'x$1', contentUri, contentCreated }]));
    server.on('audit', refusal(400, 'AF20052', 'Blob key x$1 in the url is invalid'));

    expect((await all(feed.listContent('Audit.General', HOUR, never))).map(verdict)).toEqual(['ok']);
    const outcome = await feed.fetchBlob('x$1', never);

    expect(verdict(outcome)).toBe('fatal CLOUD_WRONG');
    expect(errorOf(outcome).message).toContain(`the cloud ${is}.`);
    expect(errorOf(outcome).hint).toBe(`Set cloud to ${is}.`);
    // Nothing was ever sent to the host that the listing named.
    const allowed = [CLOUDS[set].apiUrl, CLOUDS[set].loginUrl].map(url => `${new URL(url).host}:443`);
    expect(proxy.connects.map(one => one.target).filter(target => !allowed.includes(target))).toEqual([]);
  });

  it.each(PAIRS)('set to $set, with a token for $is: denied', async ({ set, is }) => {
    const { feed, server } = await setTo(set);
    server.on('token', token(CLOUDS[is].apiUrl));
    server.on('list', json({ Message: 'Authorization has been denied for this request.' }, 401));

    const outcome = await feed.listSubscriptions(never);

    expect(verdict(outcome)).toBe('fatal CLOUD_WRONG');
    expect(errorOf(outcome).hint).toContain(`set cloud to ${is}`);
  });

  it.each([
    [
      90038,
      400,
      "Tenant 'x' request is being redirected to the National Cloud 'MicrosoftOnline.US'.",
      'gcc-high or dod',
    ],
    [
      900382,
      400,
      'Confidential Client is not supported in Cross Cloud request to login.microsoftonline.us.',
      'gcc-high or dod',
    ],
    [900383, 400, 'Use login.partner.microsoftonline.cn.', 'china'],
    [
      90002,
      400,
      "Tenant 'x' not found. Check to make sure you are signing into the correct cloud: login.microsoftonline.us.",
      'gcc-high or dod',
    ],
    [
      90002,
      400,
      "Tenant 'x' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.",
      'check the cloud setting',
    ],
    [
      500011,
      400,
      'The resource principal named https://manage-gcc.office.com was not found in the tenant.',
      'worldwide, gcc, gcc-high',
    ],
  ])('refused by the login with AADSTS%i (%i): %s', async (code, status, text, words) => {
    const { feed, server } = await setTo('worldwide');
    const body = {
      error: 'invalid_request',
      error_description: `AADSTS${code}: ${text}`,
      error_codes: [code],
    };
    server.on('token', json(body, status));

    const outcome = await feed.getToken(never);

    expect(verdict(outcome)).toBe(code === 90002 ? 'fatal TENANT_UNKNOWN' : 'fatal CLOUD_WRONG');
    expect(errorOf(outcome).hint).toContain(words);
  });

  it('without any name of a cloud is suspected after three refusals', async () => {
    const { feed, server } = await setTo('worldwide');
    server.on('audit', refusal(400, 'AF20052', 'Blob key in the url is invalid'));
    const verdicts = [];
    for (let count = 0; count < 3; count += 1)
      verdicts.push(verdict(await feed.fetchBlob(`x$${count}`, never)));
    expect(verdicts).toEqual(['skip BLOB_INVALID', 'skip BLOB_INVALID', 'fatal CLOUD_WRONG']);
  });
});
