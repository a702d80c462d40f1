import { afterEach, describe, expect, it } from 'vitest';
import { planImport } from '../../../src/dashboards/import/import-dashboards.ts';
import { makeCertificate } from '../microsoft/certificate.ts';
import { client, closeAll, failure, fakeDashboard, importAll, objects } from './dashboard-client.ts';

afterEach(closeAll);

async function tlsDashboard() {
  const authority = makeCertificate({ name: 'Test CA' });
  const { key, cert } = makeCertificate({ name: 'localhost', hosts: ['localhost'], issuer: authority });
  return { fake: await fakeDashboard({ tls: { key, cert } }), caPem: authority.cert };
}

describe('a dashboard that does not do as it should', () => {
  it('refuses a wrong password, and the error does not hold it', async () => {
    const error = await failure(importAll(client(await fakeDashboard(), { password: 'wrong-and-secret' })));

    expect(error.code).toBe('DASHBOARD_LOGIN_REFUSED');
    expect(JSON.stringify([error.message, error.hint, error.details, String(error.stack)])).not.toContain(
      'wrong-and-secret',
    );
  });

  it('says when the user may not write', async () => {
    const fake = await fakeDashboard({
      misbehave: (request, response) => {
        if (!request.url?.includes('_import')) return false;
        response.writeHead(403).end('{"message":"no permissions"}');
        return true;
      },
    });

    const error = await failure(importAll(client(fake)));

    expect(error.code).toBe('DASHBOARD_LOGIN_REFUSED');
    expect(error.message).toContain('does not let this user do this (POST api/saved_objects/_import');
  });

  it('does not follow a redirect with the password', async () => {
    const fake = await fakeDashboard({
      misbehave: (_request, response) => {
        response.writeHead(302, { location: 'http://192.0.2.1/elsewhere' }).end();
        return true;
      },
    });

    const error = await failure(importAll(client(fake)));

    expect(error.code).toBe('DASHBOARD_ANSWER_UNEXPECTED');
    expect(error.message).toContain('a redirect to http://192.0.2.1/elsewhere');
    expect(fake.requests).toHaveLength(1);
  });

  it('tells something else from a dashboard', async () => {
    const fake = await fakeDashboard({
      misbehave: (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>It works</h1>');
        return true;
      },
    });

    expect((await failure(importAll(client(fake)))).code).toBe('DASHBOARD_ANSWER_UNEXPECTED');
  });

  it.each(['3.0.0', '8.11.0', '7.9.3'])('does not import into version %s', async version => {
    const fake = await fakeDashboard({ version });

    const error = await failure(importAll(client(fake)));

    expect(error.code).toBe('DASHBOARD_VERSION');
    expect(error.message).toContain(version);
  });

  it('says when nobody answers', async () => {
    const fake = await fakeDashboard();
    await fake.close();

    expect((await failure(importAll(client(fake)))).code).toBe('DASHBOARD_UNREACHABLE');
  });

  it('stops when it is told to', async () => {
    const fake = await fakeDashboard({ misbehave: () => true });
    const controller = new AbortController();
    const planned = planImport(client(fake), objects, undefined, controller.signal);
    controller.abort();

    expect((await failure(planned)).code).toBe('INTERRUPTED');
  });
});

describe('a dashboard with a certificate of its own', () => {
  it('is not trusted by itself, and the hint says how it is', async () => {
    const { fake } = await tlsDashboard();

    const error = await failure(importAll(client(fake)));

    expect(error.code).toBe('DASHBOARD_UNREACHABLE');
    expect(error.hint).toContain('--ca');
  });

  it('is trusted with its certificate authority, or blindly when asked for', async () => {
    const { fake, caPem } = await tlsDashboard();

    await importAll(client(fake, { caPem }));
    const again = await importAll(client(fake, { insecureTls: true }));

    expect(again.plan.same).toHaveLength(objects.length);
  });
});
