import { existsSync } from 'node:fs';
import { ATTACK_CORPORA, countNoise, GRAVE_LEVEL, NOISY_LEVEL } from './noise-counts.ts';

/*
 * What the rules make of recorded events: counts by rule for each corpus below a folder.
 *
 *   node scripts/node24.mjs scripts/noise.ts FOLDER [--repeats]
 *
 * FOLDER holds one folder a corpus, each with `events.ndjson.gz`. `--repeats` counts an event as often as it is recorded.
 */

const args = process.argv.slice(2);
const [folder] = args.filter(arg => !arg.startsWith('--'));
if (folder === undefined) {
  process.stderr.write('Usage: node scripts/node24.mjs scripts/noise.ts FOLDER [--repeats]\n');
  process.exitCode = 2;
} else if (existsSync(folder)) report(folder, args.includes('--repeats'));
else process.stdout.write(`Skipped: there is no folder ${folder}.\n`);

function report(from: string, repeats: boolean): void {
  const corpora = countNoise(from, repeats);
  for (const { name, events, noisy, grave, rules } of corpora) {
    const kind = ATTACK_CORPORA[name];
    process.stdout.write(`\n${name}${kind === undefined ? '' : ` (${kind})`}\n`);
    process.stdout.write(`${figures(events, noisy, grave)}\n`);
    for (const { rule, level, description, count } of rules) {
      if (level < NOISY_LEVEL) continue;
      process.stdout.write(
        `  ${String(count).padStart(5)}  ${rule}  ${String(level).padStart(2)}  ${description.slice(0, 100)}\n`,
      );
    }
  }
  for (const [title, chosen] of [
    ['all', corpora],
    ['outside the attack data', corpora.filter(one => !one.attacks)],
  ] as const) {
    const sum = (key: 'events' | 'noisy' | 'grave'): number => chosen.reduce((all, one) => all + one[key], 0);
    process.stdout.write(`\n${title}: ${figures(sum('events'), sum('noisy'), sum('grave'))}\n`);
  }
}

function figures(events: number, noisy: number, grave: number): string {
  const share = events === 0 ? 0 : (100 * noisy) / events;
  return `${events} events, ${noisy} of level ${NOISY_LEVEL} or more (${share.toFixed(2)} %), ${grave} of level ${GRAVE_LEVEL} or more`;
}
