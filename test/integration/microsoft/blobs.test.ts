import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, feedOf, never, parsed, ROOT, TENANT, verdict } from './feed-under-test.ts';
import {
  cutShort,
  json,
  refusal,
  type Reply,
  reset,
  ScriptedServer,
  silence,
  stall,
  text,
} from './scripted-server.ts';

let server: ScriptedServer;
beforeEach(async () => {
  server = await new ScriptedServer().listen();
});
afterEach(() => server[Symbol.asyncDispose]());

const events = [{ Id: 'a', Operation: 'Überprüfung' }, { Id: 'b' }];

describe('a blob', () => {
  it('is fetched from the configured root, by its id as Microsoft writes it, with the publisher', async () => {
    server.on('audit', json(events));
    const { feed } = feedOf(server);

    const blob = await feed.fetchBlob('20260102$20260102$audit_sharepoint$Audit_SharePoint$na0030', never);

    expect(parsed(blob)).toEqual(events);
    const [request] = server.seen('audit');
    expect(request?.path).toBe(`${ROOT}/audit/20260102$20260102$audit_sharepoint$Audit_SharePoint$na0030`);
    expect(request?.query.get('PublisherIdentifier')).toBe(TENANT);
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer opaque-token',
      'accept-encoding': 'gzip',
      'user-agent': expect.stringMatching(/^o365-wazuh\/\d/) as string,
    });
  });

  it('comes with the hash of its decompressed body', async () => {
    const body = JSON.stringify(events);
    server.on('audit', text(gzipSync(body), 200, { 'Content-Encoding': 'gzip' }));
    const { feed } = feedOf(server);
    await feed.getToken(never);
    const bytesBefore = feed.counters.bytes;

    const blob = await feed.fetchBlob('x$1', never);

    expect(parsed(blob)).toEqual(events);
    expect(blob).toMatchObject({ value: { sha256: createHash('sha256').update(body).digest('hex') } });
    expect(feed.counters.bytes - bytesBefore).toBe(gzipSync(body).length);
  });

  it('is whole when it is far larger than any buffer guessed, packed or not', async () => {
    const many = Array.from({ length: 60_000 }, (_, index) => ({ Id: `id-${index}`, n: index * 7919 }));
    const body = JSON.stringify(many);
    server.on('audit', text(body), text(gzipSync(body), 200, { 'Content-Encoding': 'gzip' }), response => {
      response.writeHead(200, { 'Content-Encoding': 'x-gzip' });
      const packed = gzipSync('['.concat(' '.repeat(8_000_000), ']'));
      response.write(packed.subarray(0, 100));
      response.end(packed.subarray(100));
    });
    const { feed } = feedOf(server);

    expect(parsed(await feed.fetchBlob('x$1', never))).toEqual(many);
    expect(parsed(await feed.fetchBlob('x$1', never))).toEqual(many);
    expect(parsed(await feed.fetchBlob('x$1', never))).toEqual([]);
  });

  it('may come with a byte order mark and white space around it', async () => {
    server.on('audit', text('\uFEFF \r\n[{"Id":"a"}]\n\t '));
    const { feed } = feedOf(server);
    expect(parsed(await feed.fetchBlob('x$1', never))).toEqual([{ Id: 'a' }]);
  });

  it('of a single object without its array is taken as an array of one', async () => {
    server.on('audit', json({ Id: 'a', RecordType: 6, error: { code: 'mine', message: 'not an error' } }));
    const { feed } = feedOf(server);
    expect(parsed(await feed.fetchBlob('x$1', never))).toEqual([
      { Id: 'a', RecordType: 6, error: { code: 'mine', message: 'not an error' } },
    ]);
  });

  it.each([
    ['cut by the connection', cutShort],
    ['reset before an answer', reset],
    ['empty', text('')],
    ['cut inside its array', text('[{"Id":"a"},{"Id"')],
    ['cut inside its object', text('{"Id":"a"')],
    ['a page of HTML', text('<html>busy</html>')],
    [
      'cut inside its gzip stream',
      text(gzipSync(JSON.stringify(events)).subarray(0, -9), 200, { 'Content-Encoding': 'gzip' }),
    ],
    ['no gzip although it says so', text('[]', 200, { 'Content-Encoding': 'gzip' })],
    ['packed in a way that was not asked for', text('[]', 200, { 'Content-Encoding': 'br' })],
    ['refused with 500', refusal(500, 'AF50000', 'An internal error occurred. Retry the request.')],
    ['refused with 503 and HTML', text('<html><body>Service unavailable</body></html>', 503)],
    ['refused with 408', text('', 408)],
    ['an error inside a 200', json({ error: { code: 'AF50005', message: 'internal' } })],
    ['missing in the words of a front end', text('<h1>Not Found</h1>', 404)],
  ])('that is %s is asked for again, and nothing of it is used', async (_, fault) => {
    server.on('audit', fault, json(events));
    const { feed, clock } = feedOf(server);

    expect(parsed(await feed.fetchBlob('x$1', never))).toEqual(events);

    expect(server.seen('audit')).toHaveLength(2);
    expect(clock.slept).toEqual([500]);
    expect(feed.counters.retries).toBe(1);
  });

  it.each([
    ['stalls half-way', stall, 'sent nothing for 80 ms'],
    ['never begins', silence, 'sent nothing for 80 ms'],
  ])('that %s ends at the limit without progress', async (_, fault, message) => {
    server.on('audit', fault);
    const { feed } = feedOf(server, { limits: { idleMs: 80 }, retry: oneAttempt });

    const outcome = await feed.fetchBlob('x$1', never);

    expect(verdict(outcome)).toBe('retry MICROSOFT_TIMEOUT');
    expect(errorOf(outcome).message).toContain(message);
  });

  it('that trickles on is not cut by the limit without progress, but by the limit over all', async () => {
    server.on('audit', trickle(20), trickle(10_000));
    const patient = feedOf(server, { limits: { idleMs: 300 }, retry: oneAttempt }).feed;
    const hasty = feedOf(server, { limits: { idleMs: 300, transferMs: 400 }, retry: oneAttempt }).feed;

    expect(parsed(await patient.fetchBlob('x$1', never))).toEqual([]);
    const outcome = await hasty.fetchBlob('x$1', never);
    expect(verdict(outcome)).toBe('retry MICROSOFT_TIMEOUT');
    expect(errorOf(outcome).message).toContain('did not finish its answer within 400 ms');
  });

  it.each([
    ['says so in advance', text(`[${' '.repeat(5_000)}]`)],
    [
      'does not say so',
      (response: Parameters<typeof stall>[0]) =>
        void (response.write(`[${' '.repeat(5_000)}`), response.end(']')),
    ],
    [
      'is a few bytes that unpack to many',
      text(gzipSync(`[${' '.repeat(5_000)}]`), 200, { 'Content-Encoding': 'gzip' }),
    ],
  ])('that is too large and %s is put off by an hour', async (_, reply) => {
    server.on('audit', reply);
    const { feed } = feedOf(server, { limits: { maxBlobBytes: 4_000 } });

    const outcome = await feed.fetchBlob('x$1', never);

    expect(verdict(outcome)).toBe('retry RESPONSE_TOO_LARGE');
    expect(outcome).toMatchObject({ afterMs: 3_600_000 });
    expect(server.seen('audit')).toHaveLength(1);
  });

  it('of exactly the largest size is taken', async () => {
    server.on('audit', text(`[${' '.repeat(3_998)}]`));
    const { feed } = feedOf(server, { limits: { maxBlobBytes: 4_000 } });
    expect(parsed(await feed.fetchBlob('x$1', never))).toEqual([]);
  });

  it.each([
    ['AF20050', 404, 'missing', 'BLOB_MISSING'],
    ['AF20051', 400, 'expired', 'BLOB_EXPIRED'],
    ['AF20052', 400, 'invalid', 'BLOB_INVALID'],
    ['SomethingNew', 410, 'missing', 'BLOB_MISSING'],
  ])('refused with %s is skipped for good', async (code, status, reason, error) => {
    server.on('audit', refusal(status, code));
    const { feed } = feedOf(server);

    const outcome = await feed.fetchBlob('x$1', never);

    expect(outcome).toMatchObject({ status: 'skip', reason, error: { code: error } });
    expect(server.seen('audit')).toHaveLength(1);
  });

  it('missing in the words of a front end is skipped only when it says so three times', async () => {
    server.on('audit', text('', 404));
    const { feed } = feedOf(server);

    const outcome = await feed.fetchBlob('x$1', never);

    expect(outcome).toMatchObject({ status: 'skip', reason: 'missing' });
    expect(server.seen('audit')).toHaveLength(3);
  });

  it('refused with an unknown code is put off by an hour, not lost', async () => {
    server.on('audit', refusal(400, 'AF29999', 'Something new.'));
    const { feed } = feedOf(server);

    const outcome = await feed.fetchBlob('x$1', never);

    expect(verdict(outcome)).toBe('retry REQUEST_REFUSED');
    expect(outcome).toMatchObject({ afterMs: 3_600_000 });
    expect(errorOf(outcome).message).toContain('AF29999: Something new.');
  });

  it('whose id would leave its path is never asked for', async () => {
    const { feed } = feedOf(server);
    expect(await feed.fetchBlob('../../subscriptions/list', never)).toMatchObject({
      status: 'skip',
      reason: 'invalid',
    });
    expect(server.requests).toEqual([]);
  });

  it('blames the cloud setting, not the blob, when the listing named another cloud’s host', async () => {
    server.on(
      'content',
      json([
        {
          contentId: 'x$1',
          contentUri: `https://manage-gcc.office.com${ROOT}/audit/x$1`,
          contentCreated: '2026-01-02T03:04:05.678Z',
          contentExpiration: '2026-01-09T03:04:05.678Z',
        },
      ]),
    );
    server.on('audit', refusal(400, 'AF20052', 'Blob key x$1 in the url is invalid'));
    const { feed } = feedOf(server);
    for await (const page of feed.listContent('Audit.General', { fromMs: 0, toMs: 1000 }, never)) {
      expect(page.status).toBe('ok');
    }

    const outcome = await feed.fetchBlob('x$1', never);

    expect(verdict(outcome)).toBe('fatal CLOUD_WRONG');
    expect(errorOf(outcome).message).toContain('cloud gcc');
  });

  it('blames the cloud setting when the third id in a row is refused and none was ever fetched', async () => {
    server.on('audit', refusal(400, 'AF20052'));
    const { feed } = feedOf(server);
    const verdicts = [];
    for (const id of ['x$1', 'x$2', 'x$3']) verdicts.push(verdict(await feed.fetchBlob(id, never)));
    expect(verdicts).toEqual(['skip BLOB_INVALID', 'skip BLOB_INVALID', 'fatal CLOUD_WRONG']);
  });
});

const oneAttempt = { baseMs: 1, capMs: 1, budgetMs: 1, maxAttempts: 1 };

/** One byte every 20 ms. */
function trickle(pieces: number): Reply {
  return response => {
    response.writeHead(200).write('[');
    let sent = 0;
    const timer = setInterval(() => {
      sent += 1;
      if (sent < pieces) response.write(' ');
      else response.end(']');
      if (sent >= pieces) clearInterval(timer);
    }, 20);
    response.on('close', () => clearInterval(timer));
  };
}
