import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('a world of a million events is read whole with a heap of 64 MB', { timeout: 240_000 }, async () => {
  const script = join(import.meta.dirname, 'read-a-million.ts');
  const args = ['--max-old-space-size=64', '--disable-warning=ExperimentalWarning', script];

  const { stdout } = await promisify(execFile)(process.execPath, args);

  const { events, bytes } = JSON.parse(stdout) as { events: number; bytes: number };
  expect(events).toBe(1_000_000);
  expect(bytes).toBeGreaterThan(1_300_000_000);
});
