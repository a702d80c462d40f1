import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dashboardCommand } from '../../../src/commands/dashboard.ts';
import { closeAll, fakeDashboard, objects, stored } from './dashboard-client.ts';
import { PASSWORD } from './fake-dashboard.ts';

let folder: string;
let passwordFile: string;
let output: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'o365-command-'));
  passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
  output = [];
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    output.push(String(text));
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await closeAll();
  rmSync(folder, { recursive: true, force: true });
});

async function dashboard(...args: readonly string[]): Promise<string> {
  output = [];
  await dashboardCommand()
    .exitOverride()
    .parseAsync([...args], { from: 'user' });
  return output.join('');
}

describe('the dashboard command', () => {
  it('exports everything into one file that can be imported by hand', async () => {
    const out = join(folder, 'all.ndjson');

    const said = await dashboard('export', '-o', out, '--index-pattern', 'mine');

    expect(said).toBe(`${objects.length} objects written to ${out}.\n`);
    expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(objects.length);
    expect(readFileSync(out, 'utf8')).not.toContain('wazuh-alerts-*');
  });

  it('does not write a file that the dashboard would refuse by its name', async () => {
    await expect(dashboard('export', '-o', join(folder, 'all.json'))).rejects.toMatchObject({
      code: 'USAGE',
    });
  });

  it('imports, says where to look, and takes everything out again', async () => {
    const fake = await fakeDashboard({
      version: '2.19.5',
      liveFields: [{ name: 'timestamp', type: 'date' }],
    });
    const login = ['--url', fake.url, '--password-file', passwordFile];

    const planned = await dashboard('import', ...login, '--dry-run');
    expect(planned).toContain(`${objects.length} objects: ${objects.length} new, 0 to be replaced`);
    expect(stored(fake).size).toBe(1);

    const imported = await dashboard('import', ...login);
    expect(imported).toContain('OpenSearch Dashboards 2.19.5, index pattern wazuh-alerts-*.');
    expect(imported).toContain(`Open ${fake.url}/app/dashboards#/view/o365-wazuh-overview`);
    expect(imported).toContain('fields were in no alert yet');

    const again = JSON.parse(await dashboard('import', ...login, '--json')) as { same: unknown[] };
    expect(again.same).toHaveLength(objects.length);

    expect(await dashboard('remove', ...login, '--dry-run')).toContain(
      `${objects.length} objects would be removed`,
    );
    expect(stored(fake).size).toBe(objects.length + 1);
    expect(await dashboard('remove', ...login)).toContain('  Microsoft 365 – Overview\n');
    expect(stored(fake).size).toBe(1);
  });

  it('does not read a password that others can read', async () => {
    const open = join(folder, 'open');
    writeFileSync(open, PASSWORD, { mode: 0o644 });
    const fake = await fakeDashboard();

    await expect(dashboard('import', '--url', fake.url, '--password-file', open)).rejects.toMatchObject({
      code: 'SECRET_EXPOSED',
    });
    expect(fake.requests).toEqual([]);
  });

  it('asks nobody where nobody is', async () => {
    const fake = await fakeDashboard();

    await expect(dashboard('import', '--url', fake.url, '--json')).rejects.toMatchObject({ code: 'USAGE' });
  });
});
