import { Command } from 'commander';
import { demoReport } from '../demo/demo-report.ts';
import { judgeArrivals } from '../demo/judge-arrivals.ts';
import { runDemo } from '../demo/run-demo.ts';
import { writeDemoPage } from '../demo/write-demo-page.ts';
import { O365WazuhError } from '../errors.ts';

const DEFAULT_PAGE = 'o365-demo-report.html';

/** `demo`: the product from end to end on this machine, without Microsoft, without Wazuh, leaving nothing behind. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('show the whole path on this machine: simulator, install, collector, rules; nothing stays')
    .option('--events <n>', 'events that the simulator offers', '2000')
    .option('--report [file]', 'also write what the alerts tell as one HTML page, as the report command does')
    .addHelpText(
      'after',
      '\nExamples:\n  o365-wazuh demo --events 5000\n  o365-wazuh demo --report demo.html',
    )
    .action(async (flags: { events: string; report?: string | true }) => {
      const events = Number(flags.events);
      if (!Number.isInteger(events) || events < 1 || events > 1_000_000) {
        throw new O365WazuhError(
          'USAGE',
          `--events is ${JSON.stringify(flags.events)}; it must be a whole number from 1 to 1000000.`,
        );
      }
      const progress = progressLine();
      const result = await runDemo({ events, onStep: progress.step, onArrival: progress.count });
      progress.end();
      const judged = judgeArrivals(result);
      process.stdout.write(demoReport(result, judged));
      if (flags.report === undefined) return;
      const page = await writeDemoPage(judged, flags.report === true ? DEFAULT_PAGE : flags.report);
      process.stdout.write(`The report of these alerts: ${page}\n`);
    });
}

/** Steps as lines; on a terminal also a running count of what has arrived. */
function progressLine(): { step: (text: string) => void; count: (arrived: number) => void; end: () => void } {
  const isTerminal = process.stderr.isTTY;
  let hasCount = false;
  const clear = (): void => {
    if (hasCount) process.stderr.write('\r\u001b[K');
    hasCount = false;
  };
  return {
    step(text) {
      clear();
      process.stderr.write(`• ${text}\n`);
    },
    count(arrived) {
      if (!isTerminal || arrived % 50 !== 0) return;
      hasCount = true;
      process.stderr.write(`\r  ${arrived} events have arrived`);
    },
    end: clear,
  };
}
