import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ReportServer, serveReport } from '../../../src/report/serve-report.ts';

let folder: string;
let alerts: string;
let server: ReportServer | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'o365-serve-'));
  alerts = join(folder, 'alerts.json');
  writeFileSync(alerts, line('amber.finch'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

function line(user: string): string {
  return `${JSON.stringify({
    timestamp: '2031-01-15T10:00:00.000+0000',
    rule: { level: 3, id: '100002', description: 'x' },
    data: { office_365: { Operation: 'UserLoggedIn', UserId: user } },
  })}\n`;
}

async function serve(): Promise<ReportServer> {
  server = await serveReport({ alerts: [alerts], intervalMs: 3_600_000 });
  return server;
}

function statusFor(url: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { headers: { host } }, response => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('report --serve', () => {
  it('shows the report, and what was added since', async () => {
    const { url, refresh } = await serve();
    const first = await (await fetch(url)).text();

    appendFileSync(alerts, line('jade.heron'));
    await refresh();
    const fragment = await (await fetch(`${url}report`)).text();

    expect(first).toContain('amber.finch');
    expect(first).toContain("connect-src 'self'");
    expect(fragment).toContain('jade.heron');
    expect(fragment).not.toContain('<script');
  });

  it('says that nothing is new, until something is', async () => {
    const { url, refresh } = await serve();
    const tag = (await fetch(`${url}report`)).headers.get('etag') ?? '';
    const again = async (): Promise<number> =>
      (await fetch(`${url}report`, { headers: { 'if-none-match': tag } })).status;

    expect(await again()).toBe(304);
    appendFileSync(alerts, line('jade.heron'));
    await refresh();
    expect(await again()).toBe(200);
  });

  it('looks by itself while the file grows', async () => {
    server = await serveReport({ alerts: [alerts], intervalMs: 10 });
    appendFileSync(alerts, line('jade.heron'));

    await expect
      .poll(async () => (await fetch(`${server?.url}report`)).text(), { timeout: 10_000 })
      .toContain('jade.heron');
  });

  it('is found only under its whole address', async () => {
    const { url } = await serve();
    const { origin } = new URL(url);

    for (const path of ['/', '/report', '/0123456789abcdef0123456789abcdef/', '/..%2f']) {
      expect((await fetch(origin + path)).status, path).toBe(404);
    }
  });

  it('does not answer to a foreign name that points here', async () => {
    const { url } = await serve();

    expect(await statusFor(url, 'evil.example')).toBe(403);
    expect(await statusFor(url, new URL(url).host)).toBe(200);
  });

  it('listens on this machine alone, and takes nothing but questions', async () => {
    const { url } = await serve();

    expect(new URL(url).hostname).toBe('127.0.0.1');
    expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(405);
    const { headers } = await fetch(url);
    expect([
      headers.get('cache-control'),
      headers.get('x-frame-options'),
      headers.get('x-content-type-options'),
    ]).toEqual(['no-store', 'DENY', 'nosniff']);
  });

  it('has another address each time, and says when the port is taken', async () => {
    const first = await serve();
    const port = Number(new URL(first.url).port);
    await expect(serveReport({ alerts: [alerts], port })).rejects.toMatchObject({ code: 'USAGE' });

    const second = await serveReport({ alerts: [alerts] });
    await second.close();
    expect(new URL(second.url).pathname).not.toBe(new URL(first.url).pathname);
  });
});
