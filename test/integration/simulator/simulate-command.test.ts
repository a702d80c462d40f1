import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FAULTS } from '../../../src/simulator/faults.ts';

function spawnSimulate(...args: string[]): ChildProcess {
  const script = join(import.meta.dirname, 'run-simulate.ts');
  const child = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    script,
    'simulate',
    ...args,
  ]);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function textOf(stream: Readable | null): Promise<string> {
  return stream === null ? '' : text(stream);
}

async function run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawnSimulate(...args);
  const [stdout, stderr] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  if (child.exitCode === null) await once(child, 'exit');
  return { code: child.exitCode, stdout, stderr };
}

/** Waits for the first output that satisfies, and returns all there was. */
async function untilPrinted(child: ChildProcess, isEnough: (text: string) => boolean): Promise<string> {
  let printed = '';
  for await (const piece of child.stdout ?? []) {
    printed += String(piece);
    if (isEnough(printed)) return printed;
  }
  throw new Error(`it ended with only this printed: ${printed}`);
}

describe('o365-wazuh simulate', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('serves until %s, and ends with 0', async signal => {
    const child = spawnSimulate('--port', '0', '--json', '--events', '50', '--seed', '3');
    const line = await untilPrinted(child, printed => printed.endsWith('\n'));
    const facts = JSON.parse(line) as {
      url: string;
      tenantId: string;
      clientId: string;
      clientSecret: string;
    };

    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: facts.clientId,
      client_secret: facts.clientSecret,
      scope: `${facts.url}/.default`,
    });
    const token = await fetch(`${facts.url}/${facts.tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: form,
    });
    expect(token.status).toBe(200);
    const state = (await (await fetch(`${facts.url}/_simulator/state`)).json()) as object;
    // The blog's three come with the 50.
    expect(state).toMatchObject({ events: 53, tokens: 1 });

    const ended = once(child, 'exit');
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
  });

  it('prints the ids, the secret of the simulator and the command to try it with', async () => {
    const tenantId = 'a0000000-0000-4000-8000-000000000001';
    const child = spawnSimulate('--port', '0', '--events', '5', '--tenant-id', tenantId);
    const printed = await untilPrinted(child, all => all.includes('_simulator/state'));
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];

    expect(printed).toContain(`o365-wazuh collect --dry-run --login-url ${url} --api-url ${url}`);
    expect(printed).toContain(`--tenantId ${tenantId} --clientId 20000000-0000-4000-8000-000000000001`);
    expect(printed).toContain('--clientSecret simulator-secret');
  });

  it('lists every fault with a line of its own', async () => {
    const { code, stdout } = await run('--list-faults');

    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map(line => line.split(' ', 1)[0]),
    ).toEqual(Object.keys(FAULTS));
  });

  it('shows the faults in its help', async () => {
    const { code, stdout } = await run('--help');

    expect(code).toBe(0);
    for (const name of Object.keys(FAULTS)) expect(stdout).toContain(name);
  });

  it.each([
    [['--events', '-1'], '--events is "-1"; it must be a whole number from 0 to 10000000.'],
    [['--events', '1e3'], '--events is "1e3"'],
    [['--port', '65536'], '--port is "65536"; it must be a whole number from 0 to 65535.'],
    [['--span-hours', '169'], 'from 1 to 168'],
    [['--rate', 'many'], '--rate is "many"; it must be a number from 0 to 100000.'],
    [['--content-types', 'Audit.Sharepoint'], 'Unknown content type "Audit.Sharepoint".'],
    [['--fault', 'error-999'], 'Unknown fault "error-999".'],
    [['--fault', 'error-500=2'], 'must be a number from 0 to 1'],
    [['--tenant-id', 'contoso'], 'The tenant id is "contoso"; it must be a GUID.'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await run('--port', '0', ...args);

    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('says which port is taken', async () => {
    const first = spawnSimulate('--port', '0', '--json', '--events', '1');
    const { url } = JSON.parse(await untilPrinted(first, all => all.endsWith('\n'))) as { url: string };
    const { code, stderr } = await run('--port', new URL(url).port, '--events', '1');

    expect(code).toBe(2);
    expect(stderr).toContain(`Port ${new URL(url).port} of 127.0.0.1 cannot be had`);
    expect(stderr).toContain('[SIMULATOR_PORT_TAKEN]');
  });
});
