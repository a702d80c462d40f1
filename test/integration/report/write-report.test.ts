import {
  appendFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FollowedFile } from '../../../src/report/read/follow-file.ts';
import { newReadCounts } from '../../../src/report/read/read-alerts.ts';
import { writeReport } from '../../../src/report/write-report.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'o365-report-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function line(n: number, operation = 'UserLoggedIn'): string {
  return `${JSON.stringify({
    timestamp: `2031-01-15T10:${String(n % 60).padStart(2, '0')}:00.000+0000`,
    rule: { level: 3, id: '100002', description: `Event ${n}` },
    data: {
      office_365: {
        Operation: operation,
        Workload: 'AzureActiveDirectory',
        UserId: `user${n}@contoso.example`,
      },
    },
  })}\n`;
}

const FOREIGN = '{"timestamp":"2031-01-15T10:00:00.000+0000","rule":{"level":5},"full_log":"sshd"}\n';

function lines(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, n) => line(from + n)).join('');
}

function put(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function follow(path: string) {
  const users: string[] = [];
  const file = new FollowedFile(path, newReadCounts(), alert =>
    users.push(alert.user.replace('@contoso.example', '')),
  );
  return { file, users };
}

describe('writeReport', () => {
  it('reads plain and gzipped files, whatever they are called, and counts what it skips', async () => {
    const plain = put('alerts.json', `${lines(0, 30)}${FOREIGN}${line(30).slice(0, 80)}\n${FOREIGN}`);
    const packed = put('ossec-alerts-14.json.gz', gzipSync(lines(31, 60)));
    const misnamed = put('old.json', gzipSync(lines(60, 70)));
    const out = join(folder, 'report.html');

    const result = await writeReport({ alerts: [plain, packed, misnamed], out });

    expect(result).toMatchObject({ reported: 69, alerts: 69, foreign: 2, broken: 1, cutFiles: 0, files: 3 });
    expect(readFileSync(out, 'utf8')).toBe(result.page);
  });

  it('reads a folder as Wazuh rotates it, and today’s file under its two names once', async () => {
    mkdirSync(join(folder, '2031/Jan'), { recursive: true });
    put('2031/Jan/ossec-alerts-14.json.gz', gzipSync(lines(0, 10)));
    put('2031/Jan/ossec-alerts-14.json.sum', 'checksum');
    put('2031/Jan/ossec-alerts-15.json', lines(10, 25));
    put('2031/Jan/ossec-alerts-15.log', lines(10, 25));
    linkSync(join(folder, '2031/Jan/ossec-alerts-15.json'), join(folder, 'alerts.json'));

    const result = await writeReport({ alerts: [folder] });

    expect(result).toMatchObject({ reported: 25, files: 2 });
  });

  it('counts what stands before the damage of a gzipped file', async () => {
    const whole = gzipSync(lines(0, 3_000));
    const cut = put('cut.json.gz', whole.subarray(0, whole.length / 2));
    const good = put('good.json', lines(0, 5));

    const result = await writeReport({ alerts: [cut, good] });

    expect(result.cutFiles).toBe(1);
    expect(result.reported).toBeGreaterThan(500);
    expect(result.reported).toBeLessThan(3_000);
    expect(result.page).toContain('compressed files end too early');
  });

  it('reads gzip files that were put one behind the other', async () => {
    const path = put('joined.json.gz', Buffer.concat([gzipSync(lines(0, 10)), gzipSync(lines(10, 30))]));

    expect((await writeReport({ alerts: [path] })).reported).toBe(30);
  });

  it('keeps to a period and a tenant, and says what it left out', async () => {
    const path = put('alerts.json', lines(0, 60));

    const result = await writeReport({
      alerts: [path],
      sinceMs: Date.UTC(2031, 0, 15, 10, 15),
      untilMs: Date.UTC(2031, 0, 15, 10, 45),
    });

    expect(result.reported).toBe(30);
    expect(result.page).toContain('30 alerts were outside the period.');
  });

  it('writes for its owner alone, over what was there, and leaves no draft', async () => {
    const path = put('alerts.json', lines(0, 5));
    const out = put('report.html', 'yesterday');

    await writeReport({ alerts: [path], out });

    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(readFileSync(out, 'utf8')).toContain('<!doctype html>');
    expect(readdirSync(folder).sort()).toEqual(['alerts.json', 'report.html']);
  });

  it('keeps yesterday’s report when today’s cannot be written', async () => {
    const path = put('alerts.json', lines(0, 5));

    await expect(
      writeReport({ alerts: [path], out: join(folder, 'missing/report.html') }),
    ).rejects.toMatchObject({ code: 'REPORT_UNWRITABLE' });
  });

  it('names a file that is not there', async () => {
    await expect(writeReport({ alerts: [join(folder, 'none.json')] })).rejects.toMatchObject({
      code: 'REPORT_UNREADABLE',
      message: expect.stringContaining('none.json') as unknown,
    });
  });

  it('stops when it is told to', async () => {
    const path = put('alerts.json', lines(0, 5_000));
    const controller = new AbortController();
    const reason = new Error('Enough.');

    const reading = writeReport({
      alerts: [path],
      signal: controller.signal,
      onBytes: () => controller.abort(reason),
    });

    await expect(reading).rejects.toBe(reason);
  });

  it('tells how far it is in bytes of the disk', async () => {
    const paths = [put('a.json', lines(0, 2_000)), put('b.json.gz', gzipSync(lines(0, 2_000)))];
    let total = 0;
    let read = 0;

    const result = await writeReport({
      alerts: paths,
      onTotal: bytes => (total = bytes),
      onBytes: bytes => (read += bytes),
    });

    expect([total, read]).toEqual([result.bytes, result.bytes]);
  });
});

describe('FollowedFile', () => {
  it('reads what was added, and waits for the other half of a line', async () => {
    const path = put('alerts.json', line(0) + line(1).slice(0, 50));
    const { file, users } = follow(path);

    await file.read();
    expect(users).toEqual(['user0']);
    appendFileSync(path, line(1).slice(50) + line(2));
    await file.read();
    expect(users).toEqual(['user0', 'user1', 'user2']);
    expect(await file.read()).toBe(0);
    await file.close();
  });

  it('reads the rest of a file that was moved away, and then its successor from its beginning', async () => {
    const path = put('alerts.json', line(0));
    const { file, users } = follow(path);
    await file.read();

    appendFileSync(path, line(1));
    renameSync(path, join(folder, 'alerts.old'));
    writeFileSync(path, line(2));
    await file.read();

    expect(users).toEqual(['user0', 'user1', 'user2']);
    await file.close();
  });

  it('begins anew when the file was emptied, and waits when it is away', async () => {
    const path = put('alerts.json', line(0) + line(1));
    const { file, users } = follow(path);
    await file.read();

    writeFileSync(path, line(3));
    await file.read();
    rmSync(path);
    expect(await file.read()).toBe(0);
    writeFileSync(path, line(4));
    await file.read();

    expect(users).toEqual(['user0', 'user1', 'user3', 'user4']);
    await file.close();
  });
});
