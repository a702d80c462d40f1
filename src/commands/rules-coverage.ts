import { Command } from 'commander';
import { jsonOption } from './common-options.ts';
import { writeFileSync } from 'node:fs';
import { O365WazuhError } from '../errors.ts';
import { coverageText, coveredTechniques } from '../rules/attack/coverage.ts';
import { navigatorLayer } from '../rules/attack/navigator-layer.ts';
import { catalogueEntries } from '../rules/catalogue-index.ts';
import { VERSION } from '../version.ts';

interface CoverageFlags {
  readonly navigator?: string;
  readonly json?: boolean;
}

/** `rules coverage`: the rules by techniques of MITRE ATT&CK. */
export function rulesCoverageCommand(): Command {
  return new Command('coverage')
    .description('show which techniques of MITRE ATT&CK the rules cover, tactic by tactic')
    .option('--navigator <file>', 'write a layer for the ATT&CK Navigator instead; - for standard output')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  o365-wazuh rules coverage\n  o365-wazuh rules coverage --navigator o365-wazuh-layer.json',
    )
    .action(({ navigator, json }: CoverageFlags) => {
      const techniques = coveredTechniques(
        catalogueEntries().filter(entry => entry.installation !== 'optional'),
      );
      if (navigator === undefined) {
        process.stdout.write(json ? `${JSON.stringify(techniques)}\n` : coverageText(techniques));
        return;
      }
      const layer = `${JSON.stringify(navigatorLayer(techniques, VERSION), undefined, 2)}\n`;
      if (navigator === '-') {
        process.stdout.write(layer);
        return;
      }
      write(navigator, layer);
      process.stdout.write(
        json
          ? `${JSON.stringify({ file: navigator, techniques: techniques.length })}\n`
          : `${techniques.length} techniques written to ${navigator}. Open it in the ATT&CK Navigator: Open Existing Layer > Upload from local.\n`,
      );
    });
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new O365WazuhError('USAGE', `Cannot write ${path}: ${(error as Error).message}`, { cause: error });
  }
}
