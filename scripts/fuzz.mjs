// The long mode of the tests in test/fuzz: `npm run fuzz -- --runs 100000 [--seed 7] [--only answers]`. Prints the seed; the same seed and number
// of runs give the same inputs.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    only: { type: 'string', default: '' },
  },
});
for (const name of ['runs', 'seed']) {
  if (!/^\d{1,10}$/.test(values[name])) {
    throw new RangeError(`--${name} is ${JSON.stringify(values[name])}; it must be a whole number.`);
  }
}
console.log(`${values.runs} runs per target, seed ${values.seed}`);
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const args = [join(root, 'scripts/node24.mjs'), vitest, 'run', `test/fuzz/${values.only}`, '--testTimeout=0'];
const env = { ...process.env, FUZZ_RUNS: values.runs, FUZZ_SEED: values.seed };
process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env }).status ?? 1;
