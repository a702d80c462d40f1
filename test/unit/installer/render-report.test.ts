import { describe, expect, it, vi } from 'vitest';
import type { Change, FileImage } from '../../../installer/plan.ts';
import { renderReport, reportAsJson } from '../../../installer/render-report.ts';
import type { InstallReport } from '../../../installer/report.ts';
import { type CommonFlags, runInstaller } from '../../../installer/run-installer.ts';

const OWNER = { mode: 0o640, uid: 0, gid: 0 };
const FOLDER = { kind: 'directory', ...OWNER } as const;

function file(text: string): FileImage {
  return { kind: 'file', content: { sha256: text, size: text.length, bytes: Buffer.from(text) }, ...OWNER };
}

function change(
  name: string,
  action: Change['action'],
  image: FileImage | typeof FOLDER = file('x'),
): Change {
  const path = name.startsWith('/') ? name : `/var/ossec/${name}`;
  return {
    path,
    action,
    reason: 'why',
    ...(action === 'create' ? {} : { before: image }),
    ...(action === 'remove' ? {} : { after: image }),
  };
}

const MANY: readonly Change[] = [
  change('wodles/o365-wazuh', 'create', FOLDER),
  change('queue/o365-wazuh', 'create', FOLDER),
  change('wodles/o365-wazuh/collector.cjs', 'create'),
  change('wodles/o365-wazuh/runtime/node', 'create'),
  change('etc/rules/a.xml', 'create'),
  change('etc/rules/b.xml', 'replace'),
  change('etc/rules/c.xml', 'attributes'),
  change('etc/rules/d.xml', 'remove'),
  change('etc/rules/e.xml', 'remove'),
  change('/elsewhere/ossec.conf', 'replace'),
];

function report(more: Partial<InstallReport> = {}): InstallReport {
  return {
    command: 'install',
    status: 'changed',
    home: { path: '/var/ossec', version: '4.14.7', type: 'server' } as unknown as InstallReport['home'],
    plan: { changes: MANY },
    activation: 'restart',
    notices: [
      { code: 'one', text: 'The first notice.' },
      { code: 'two', text: 'The second notice.' },
    ],
    conflicts: [{ file: '/var/ossec/etc/rules/b.xml', ids: ['100002'], putAside: '/aside' }],
    backupId: 'an-id',
    next: ['Watch the collector.', 'See the first alert.'],
    ...more,
  };
}

/** What a command prints for the flags. */
async function printed(flags: CommonFlags, result = report()): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await runInstaller({ yes: true, ...flags }, () => Promise.resolve(result));
    return write.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    write.mockRestore();
    process.exitCode = undefined;
  }
}

describe('the report of the installer', () => {
  it('counts what was done by folder, and tells notices, conflicts, backup and next steps whole', () => {
    expect(renderReport(report(), 'short')).toBe(
      [
        'Installed: /var/ossec (Wazuh 4.14.7, manager); Wazuh was restarted and is healthy.',
        '  wodles/o365-wazuh      2 files new',
        '  queue/o365-wazuh       1 folder new',
        '  etc/rules              1 file new, 1 file changed, 1 file with other rights, 2 files removed',
        '  /elsewhere/ossec.conf  1 file changed',
        '! The first notice.',
        '! The second notice.',
        '! /var/ossec/etc/rules/b.xml stays as you left it: rule 100002 was changed by you and by the new version. New version: /aside',
        'Backup: an-id (o365-wazuh restore an-id)',
        'Next:',
        '  1. Watch the collector.',
        '  2. See the first alert.',
        '',
      ].join('\n'),
    );
  });

  it('names each path in full, and all but the list is the same', () => {
    const [full, short] = [renderReport(report(), 'full'), renderReport(report(), 'short')];
    for (const { path } of MANY) expect(full).toContain(` ${path}  (why`);
    const rest = (text: string): string[] => text.split('\n').filter(line => !/^ {2}(?!\d+\. )/.test(line));
    expect(rest(full)).toEqual(rest(short));
  });

  it('names each path of a plan, also in short, where only long differences are left out', () => {
    const long = Array.from({ length: 200 }, (_, at) => `line ${at}\n`).join('');
    const changes = [...MANY, change('etc/rules/long.xml', 'create', file(long))];
    const planned = report({ status: 'planned', plan: { changes } });
    for (const detail of ['full', 'short'] as const)
      for (const { path } of changes) expect(renderReport(planned, detail)).toContain(` ${path}  (why`);
    expect(renderReport(planned)).toContain('+line 150');
    expect(renderReport(planned, 'short')).not.toContain('+line 150');
  });

  it('names the paths of what was little', () => {
    const text = renderReport(report({ plan: { changes: MANY.slice(0, 3) } }), 'short');
    expect(text).toContain('  + /var/ossec/wodles/o365-wazuh/collector.cjs  (why');
  });

  it('is short once it is done, full with --verbose and for a plan, and whole as JSON', async () => {
    expect(await printed({})).toBe(renderReport(report(), 'short'));
    expect(await printed({ verbose: true })).toBe(renderReport(report(), 'full'));
    const planned = report({ status: 'planned' });
    expect(await printed({ dryRun: true }, planned)).toBe(renderReport(planned, 'full'));
    expect(JSON.parse(await printed({ json: true }))).toEqual(
      JSON.parse(JSON.stringify(reportAsJson(report()))),
    );
  });

  it('keeps every path and notice for programs', () => {
    const { plan, notices } = reportAsJson(report()) as { plan: { path: string }[]; notices: unknown[] };
    expect(plan.map(({ path }) => path)).toEqual(MANY.map(({ path }) => path));
    expect(notices).toEqual(report().notices);
  });
});
