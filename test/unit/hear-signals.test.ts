import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { PACKAGE_ROOT } from '../../src/package-root.ts';

const WITHIN = { timeout: 20_000 };

/** Hears signals in a process of its own, as long as `work` says; tells of each. */
function hearing(work: string) {
  const source = `
    import { setTimeout as sleep } from 'node:timers/promises';
    import { hearSignals } from ${JSON.stringify(join(PACKAGE_ROOT, 'src/hear-signals.ts'))};
    const heard = Promise.withResolvers();
    // Nothing else keeps a process going that waits for a signal.
    const busy = setTimeout(() => {}, 30_000);
    const end = hearSignals(['SIGINT'], name => { console.log(name); heard.resolve(); });
    ${work}
  `;
  const child = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    '--input-type=module-typescript',
    '-e',
    source,
  ]);
  let shown = '';
  child.stdout.on('data', chunk => (shown += String(chunk)));
  const shows = (word: string) => vi.waitUntil(() => shown.includes(word), WITHIN);
  return { child, ended: once(child, 'exit'), shows };
}

/** While it works, and once its work is over. */
async function strikeTwice({ child, shows }: ReturnType<typeof hearing>): Promise<void> {
  await shows('ready');
  child.kill('SIGINT');
  await shows('SIGINT');
  await shows('released');
  child.kill('SIGINT');
}

describe('hearSignals', () => {
  it('takes a signal that comes again just after the work for the same', async () => {
    const hearer = hearing(`
      console.log('ready');
      await heard.promise;
      end();
      console.log('released');
      await sleep(300);
      clearTimeout(busy);
    `);

    await strikeTwice(hearer);

    expect(await hearer.ended).toEqual([0, null]);
  });

  it('leaves signals alone afterwards when none came', async () => {
    const { child, ended, shows } = hearing(`end(); console.log('released'); await sleep(30_000);`);

    await shows('released');
    child.kill('SIGINT');

    expect(await ended).toEqual([null, 'SIGINT']);
  });

  it('leaves them alone again a second after the last work', async () => {
    const hearer = hearing(`
      console.log('ready');
      await heard.promise;
      end();
      await sleep(1_200);
      console.log('released');
      await sleep(30_000);
    `);

    await strikeTwice(hearer);

    expect(await hearer.ended).toEqual([null, 'SIGINT']);
  });
});
