// npm run chaos: as many random schedules of faults, kills and restarts as asked for, each judged against the model of test/chaos. Ends with
// the smallest schedule found that breaks a promise, or with none.
import { parseArgs } from 'node:util';
import { Arena } from '../test/chaos/arena.ts';
import { MUTATIONS } from '../test/chaos/mutations.ts';

const HELP = `Usage: npm run chaos -- [options]

Plays random schedules of faults, kill -9 and restarts of analysisd against the real collector and judges each.

  --runs <n>     schedules to play (default 1000)
  --seed <n>     begin there: the same seed gives the same schedules (default: any)
  --lanes <n>    schedules at a time (default 4)
  --mutations    plant one defect after the other and tell after how many schedules it is found
  --help         this text

Example:
  npm run chaos -- --runs 5000 --seed 42
`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 999_999)) },
    lanes: { type: 'string', default: '4' },
    mutations: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const [runs, seed, lanes] = [values.runs, values.seed, values.lanes].map(Number) as [number, number, number];
if (values.help) process.stdout.write(HELP);
else if (![runs, seed, lanes].every(n => Number.isInteger(n) && n > 0)) {
  process.stderr.write(`--runs, --seed and --lanes must be whole numbers from 1.\n\n${HELP}`);
  process.exitCode = 2;
} else if (values.mutations) await tryMutations();
else await search();

async function search(): Promise<void> {
  await using arena = await Arena.open({ lanes });
  console.log(`${runs} schedules in ${lanes} lanes, seed ${seed}`);
  const startedMs = Date.now();
  const found = await arena.search({
    seed,
    runs,
    shrink: true,
    onSchedule: () => {
      const { schedules, kills, events, repeats } = arena.tally;
      if (schedules % 50 !== 0) return;
      const seconds = Math.round((Date.now() - startedMs) / 1000);
      console.log(
        `${schedules} schedules, ${kills} kills, ${events} events, ${repeats} repeated, ${seconds} s`,
      );
    },
  });
  const { faultsStruck, ...figures } = arena.tally;
  console.log(JSON.stringify(figures));
  console.log(`faults struck: ${JSON.stringify(faultsStruck)}`);
  if (found === undefined) {
    console.log('All promises held.');
    return;
  }
  console.log(`Broken by this schedule (of seed ${found.seed}):\n${JSON.stringify(found.schedule, null, 2)}`);
  for (const reason of found.why) console.log(`  ${reason}`);
  process.exitCode = 1;
}

async function tryMutations(): Promise<void> {
  for (const [name, mutation] of Object.entries(MUTATIONS)) {
    await using arena = await Arena.open({ lanes, mutation });
    const found = await arena.search({ seed, runs });
    const verdict = found
      ? `found after ${arena.tally.schedules} schedules`
      : `NOT FOUND in ${runs} schedules`;
    console.log(`a collector that ${name}: ${verdict}${found ? `\n    ${found.why[0] ?? ''}` : ''}`);
    if (!found) process.exitCode = 1;
  }
}
