import { Command } from 'commander';
import { homeOption, jsonOption } from './common-options.ts';
import { abortOnSignals } from '../abort-on-signals.ts';
import { EXIT_CODES } from '../error-table.ts';
import { stepLine } from '../terminal/step-line.ts';

interface Flags {
  readonly home?: string;
  readonly tenant?: string;
  readonly offline?: boolean;
  readonly json?: boolean;
}

/** `doctor`: every check of an installation, from the manager's socket to Microsoft's answer. Changes nothing. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check everything between Microsoft and the alert, and say what to do; changes nothing')
    .addOption(homeOption())
    .option('--tenant <name>', 'ask Microsoft about this tenant of config.yml only')
    .option('--offline', 'ask Microsoft nothing')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Each check ends with ok, warn, FAIL, or – where it could not be made, which says why. The exit code is 0 unless something fails; then it is 1.

Examples:
  o365-wazuh doctor
  o365-wazuh doctor --tenant contoso
  o365-wazuh doctor --offline --json`,
    )
    .action(async ({ home, tenant, offline = false, json }: Flags) => {
      const { diagnose } = await import('../doctor/diagnose.ts');
      const { doctorAsJson, renderDoctor } = await import('../doctor/render-doctor.ts');
      using stop = abortOnSignals();
      using progress = stepLine();
      const report = await diagnose({
        ...(home === undefined ? {} : { home }),
        ...(tenant === undefined ? {} : { tenant }),
        offline,
        signal: stop.signal,
        onStep: step => progress.say(`Looking at ${step}`),
      });
      progress[Symbol.dispose]();
      process.stdout.write(
        json ? `${JSON.stringify(doctorAsJson(report))}\n` : renderDoctor(report, hasColours()),
      );
      if (report.counts.fail > 0) process.exitCode = EXIT_CODES.found;
    });
}

function hasColours(): boolean {
  return process.stdout.isTTY && process.stdout.hasColors();
}
