import { configurationDocument } from '../src/config/document.ts';
import { generateDashboards } from '../src/dashboards/generate-dashboards.ts';
import { errorDocument } from '../src/error-document.ts';
import { commandsDocument } from '../src/manual/commands-document.ts';
import { manPage } from '../src/manual/man-page.ts';
import { buildProgram } from '../src/program.ts';
import { generateRulesetFiles, type GeneratedFile } from '../src/rules/generate.ts';
import { peerCoverageDocument } from '../src/rules/peers/coverage-document.ts';
import { rulesDocument } from '../src/rules/rules-document.ts';
import { VERSION } from '../src/version.ts';

/** Everything that is generated from the rule catalogue, the error table, the configuration's schema and the command line, as it should be on disk. */
export function generatedFiles(): readonly GeneratedFile[] {
  return [
    ...generateRulesetFiles(),
    ...generateDashboards(),
    { path: 'docs/rules.md', text: rulesDocument() },
    { path: 'docs/rules-coverage.md', text: peerCoverageDocument() },
    { path: 'docs/errors.md', text: errorDocument() },
    { path: 'docs/configuration.md', text: configurationDocument() },
    { path: 'docs/commands.md', text: commandsDocument(buildProgram()) },
    { path: 'man/o365-wazuh.1', text: manPage(buildProgram(), VERSION) },
  ];
}
