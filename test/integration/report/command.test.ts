import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reportCommand } from '../../../src/commands/report.ts';

let folder: string;
let alerts: string;
let output: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'o365-command-'));
  alerts = join(folder, 'alerts.json');
  writeFileSync(
    alerts,
    ['2031-01-14', '2031-01-15', '2031-01-16']
      .map(
        day =>
          `{"timestamp":"${day}T10:00:00.000+0000","rule":{"level":3,"id":"1"},"data":{"office_365":{"Operation":"x","UserId":"${day}"}}}\n`,
      )
      .join(''),
  );
  output = [];
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    output.push(String(text));
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

async function report(...args: readonly string[]): Promise<string> {
  await reportCommand()
    .exitOverride()
    .parseAsync(['--alerts', alerts, ...args], { from: 'user' });
  return output.join('');
}

describe('the report command', () => {
  it('writes the page and says what is in it', async () => {
    const out = join(folder, 'page.html');

    const said = await report('--out', out, '--title', 'Monday');

    expect(said).toContain('3 alerts of Microsoft 365 in 3 lines');
    expect(said).toContain(`Written: ${out}`);
    expect(readFileSync(out, 'utf8')).toContain('<title>Monday</title>');
  });

  it('counts in JSON, for a period', async () => {
    const said = await report(
      '--out',
      join(folder, 'page.html'),
      '--json',
      '--since',
      '2031-01-15',
      '--until',
      '2031-01-16',
    );

    expect(JSON.parse(said)).toMatchObject({
      reported: 1,
      alerts: 3,
      files: 1,
      out: join(folder, 'page.html'),
    });
  });

  it('prints the page and nothing else when it is asked to', async () => {
    const said = await report('--out', '-');

    expect(said.startsWith('<!doctype html>')).toBe(true);
    expect(said.trimEnd().endsWith('</html>')).toBe(true);
  });

  it.each([
    ['--since', 'yesterday'],
    ['--port', '99999'],
  ])('refuses %s %s', async (option, value) => {
    await expect(report(option, value, '--out', '-', '--serve')).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('reads the alerts of the Wazuh home when no files are named', async () => {
    mkdirSync(join(folder, 'etc'));
    mkdirSync(join(folder, 'logs/alerts'), { recursive: true });
    writeFileSync(join(folder, 'etc/ossec.conf'), '<ossec_config></ossec_config>\n');
    renameSync(alerts, join(folder, 'logs/alerts/alerts.json'));

    await reportCommand()
      .exitOverride()
      .parseAsync(['--home', folder, '--out', join(folder, 'page.html')], { from: 'user' });

    expect(output.join('')).toContain('3 alerts of Microsoft 365 in 3 lines');
  });

  it('says which home is none when one is named', async () => {
    const attempt = reportCommand()
      .exitOverride()
      .parseAsync(['--home', join(folder, 'nowhere')], { from: 'user' });

    await expect(attempt).rejects.toMatchObject({ code: 'HOME_NOT_FOUND' });
  });
});
