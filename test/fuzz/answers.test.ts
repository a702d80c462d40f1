import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMessageMaker } from '../../src/collect/message-maker.ts';
import { KindRegistry } from '../../src/events/kinds.ts';
import { identityOf } from '../../src/events/identity.ts';
import { parseEvent } from '../../src/events/parse-event.ts';
import { createPrivacy } from '../../src/events/privacy.ts';
import { splitEvents } from '../../src/events/split-events.ts';
import { createActivityFeed } from '../../src/microsoft/activity-api.ts';
import { answerArcChallenge } from '../../src/microsoft/credentials/arc-challenge.ts';
import { clientSecret } from '../../src/microsoft/credentials/client-secret.ts';
import { judgeIdentityAnswer } from '../../src/microsoft/credentials/identity-answer.ts';
import { readIssuedToken } from '../../src/microsoft/credentials/issued-token.ts';
import { FeedUrls } from '../../src/microsoft/feed-urls.ts';
import { cloudOfDocument } from '../../src/microsoft/find-cloud.ts';
import { judgeAnswer, type JudgeContext } from '../../src/microsoft/judge.ts';
import { readListingPage } from '../../src/microsoft/listing-page.ts';
import { judgeLoginError } from '../../src/microsoft/login-error.ts';
import { retryAfterMs } from '../../src/microsoft/retry-after.ts';
import { parseServiceError } from '../../src/microsoft/service-error.ts';
import { readTokenClaims } from '../../src/microsoft/token-claims.ts';
import { BLOG_SAMPLE_EVENTS } from '../../src/simulator/synthesize/blog-sample-events.ts';
import { LeapingClock, never } from '../integration/microsoft/feed-under-test.ts';
import { spoilt, spoiltBytes, withstand } from './hostile.ts';

const TENANT = '11111111-2222-3333-4444-555555555555';
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const JWT = `${part({ alg: 'RS256' })}.${part({ aud: 'https://manage.office.com', tid: TENANT, roles: ['ActivityFeed.Read'], exp: 1_900_000_000 })}.sig`;
const EVENTS = BLOG_SAMPLE_EVENTS.map(({ event }) =>
  typeof event === 'string' ? event : JSON.stringify(event),
);

const ERRORS = [
  '{"error":{"code":"AF20022","message":"No subscription found for the specified content type."}}',
  "{'error':{'code':'AF429','message':'Too many requests. Method=GetBlob, PublisherId=0'}}",
  '{"Message":"Authorization has been denied for this request."}',
  '{"error":{"code":"StartSubscription [CorrId=x] [AppId","message":"failed. Exception: Tenant x does not exist.\\r\\n   at Microsoft"}}',
  '<html><head><title>502</title></head><body><h1>Bad Gateway</h1></body></html>',
  '{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. Trace ID: x","error_codes":[7000215]}',
  '{"error":"invalid_request","error_description":"Identity not found"}',
];
const LISTING = JSON.stringify([
  {
    contentUri: `https://manage.office.com/api/v1.0/${TENANT}/activity/feed/audit/1$2$audit`,
    contentId: '1$2$audit',
    contentType: 'Audit.General',
    contentCreated: '2026-01-02T03:04:05.678Z',
    contentExpiration: '2026-01-09T03:04:05.678Z',
  },
]);
const TOKEN = JSON.stringify({ token_type: 'Bearer', expires_in: 3599, access_token: JWT });

const context: JudgeContext = {
  operation: 'list content',
  contentType: 'Audit.General',
  apiUrl: 'https://manage.office.com',
  token: JWT,
  nowMs: 1_800_000_000_000,
  clockSkewMs: undefined,
};

const answer = (body: fc.Arbitrary<string>) =>
  fc.record({
    status: fc.oneof(
      fc.constantFrom(200, 301, 400, 401, 403, 404, 410, 429, 500, 503),
      fc.integer({ min: 100, max: 599 }),
    ),
    headers: fc
      .dictionary(
        fc.constantFrom('retry-after', 'date', 'nextpageuri', '__proto__', 'www-authenticate'),
        spoilt(
          '12',
          'Wed, 21 Oct 2026 07:28:00 GMT',
          `https://manage.office.com/api/v1.0/${TENANT}/activity/feed/subscriptions/content?nextPage=2`,
        ),
      )
      .map(headers => new Map(Object.entries(headers))),
    body: body.map(text => Buffer.from(text)),
  });

describe('answers of Microsoft', () => {
  it('are judged whatever they hold', async () => {
    await withstand(answer(spoilt(...ERRORS, LISTING, TOKEN)), one => {
      parseServiceError(one.body);
      judgeAnswer(one, context);
      judgeLoginError(one, ['made-up-secret', '']);
      judgeIdentityAnswer(one, 'localhost', context.nowMs);
      readListingPage(one, context);
    });
  });

  it('are read as tokens, discovery documents and challenges, whatever they hold', async () => {
    const discovery = JSON.stringify({
      cloud_instance_name: 'microsoftonline.us',
      tenant_region_sub_scope: 'DODCON',
    });
    await withstand(spoilt(TOKEN, JWT, discovery, 'Basic realm=/var/opt/azcmagent/tokens/x.key'), text => {
      readIssuedToken(text, context.nowMs);
      readTokenClaims(text);
      answerArcChallenge(text, '/nowhere');
      retryAfterMs(text, text, context.nowMs);
      let document: unknown;
      try {
        document = JSON.parse(text);
      } catch {
        return;
      }
      cloudOfDocument(document);
    });
  });

  it('never lead to another host, whatever ids and next pages they name', async () => {
    const urls = new FeedUrls('https://manage.office.com', TENANT, TENANT);
    const next = `https://manage.office.com/api/v1/${TENANT}/activity/feed/subscriptions/content?contentType=Audit.General&nextPage=2`;
    await withstand(
      spoilt(
        '20171014180051748005825$2017$audit_general$Audit_General$na0030',
        next,
        '//evil.example/x',
        '..',
      ),
      text => {
        for (const url of [urls.blob(text), urls.nextPage(text)]) {
          if (url === undefined) continue;
          const { origin, pathname } = new URL(url);
          expect(origin).toBe('https://manage.office.com');
          expect(pathname.startsWith(`/api/v1.0/${TENANT}/activity/feed/`)).toBe(true);
        }
      },
    );
  });

  it('become messages that fit, or dead letters, blob by blob', async () => {
    const kinds = new KindRegistry([]);
    const messages = createMessageMaker({
      tenant: 'contoso',
      contentType: 'Audit.General',
      kinds,
      saveKinds: () => undefined,
      clock: new LeapingClock(),
      privacy: createPrivacy({ detectedValues: 'redact', hasher: undefined }),
    });
    const work = {
      contentId: 'x',
      contentCreatedMs: 1,
      contentExpirationMs: 2,
      attempts: 0,
      eventsDone: 0,
      backfill: false,
    };
    await withstand(spoilt(`[${EVENTS.join(',')}]`, ...EVENTS.map(event => `[${event}]`)), text => {
      const body = Buffer.from(text);
      const split = splitEvents(body);
      if (!split.ok) return;
      for (let index = 0; index < split.count; index += 1) {
        if (split.flaw(index) !== undefined) continue;
        const element = body.toString('utf8', split.start(index), split.end(index));
        messages.unreadable(element);
        const event = parseEvent(element);
        if (event === undefined) continue;
        expect(identityOf(event)).toHaveLength(16);
        const { message } = messages.make(event, work, element);
        expect(Buffer.byteLength(message)).toBeLessThanOrEqual(65_000);
        JSON.parse(message.replace(/^1:office_365:/, ''));
      }
    });
  });
});

describe('bytes on the wire', () => {
  const wire: { answer: Buffer } = { answer: Buffer.alloc(0) };
  const sockets = new Set<Socket>();
  let server: Server;

  beforeAll(async () => {
    server = createServer(socket => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
      socket.on('data', data => {
        // The login answers properly; what comes behind it is hostile.
        const isLogin = data.toString('latin1').startsWith('POST') && data.includes('/oauth2/');
        socket.end(isLogin ? http(TOKEN) : wire.answer);
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  const http = (body: string, head = '200 OK'): Buffer =>
    Buffer.from(
      `HTTP/1.1 ${head}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nDate: Wed, 21 Oct 2026 07:28:00 GMT\r\n\r\n${body}`,
    );

  it('end in an outcome, never in an error', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const good = [
      http(LISTING),
      http(`[${EVENTS[0] ?? ''}]`),
      http(ERRORS[0] ?? '', '400 Bad Request'),
      http('', '302 Found').subarray(0, -2),
      Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n'),
      Buffer.from('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\u001f\u008b\b\0\0', 'latin1'),
    ];
    await withstand(spoiltBytes(...good), async bytes => {
      wire.answer = bytes;
      const clock = new LeapingClock();
      const feed = createActivityFeed({
        cloud: { cloud: 'worldwide', loginUrl: url, apiUrl: url },
        tenantId: TENANT,
        clientId: TENANT,
        credential: clientSecret(() => 'made-up-secret'),
        clock,
        network: { environment: {} },
        retry: { baseMs: 1, capMs: 1, budgetMs: 1, maxAttempts: 1 },
        limits: { controlMs: 5_000, idleMs: 2_000, transferMs: 5_000, maxPages: 3 },
      });
      const statuses = [
        (await feed.listSubscriptions(never)).status,
        (await feed.fetchBlob('x$1', never)).status,
      ];
      for await (const page of feed.listContent('Audit.General', { fromMs: 0, toMs: 1_000 }, never))
        statuses.push(page.status);
      feed.close();
      for (const status of statuses) expect(['ok', 'retry', 'skip', 'fatal']).toContain(status);
    });
  });
});
