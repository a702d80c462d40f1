import { configurationDocument } from '../src/config/document.ts';
import { generateDashboards } from '../src/dashboards/generate-dashboards.ts';
import { errorDocument } from '../src/error-document.ts';
import { generateRulesetFiles, type GeneratedFile } from '../src/rules/generate.ts';
import { rulesDocument } from '../src/rules/rules-document.ts';

/** Everything that is generated from the rule catalogue, the error table and the configuration's schema, as it should be on disk. */
export function generatedFiles(): readonly GeneratedFile[] {
  return [
    ...generateRulesetFiles(),
    ...generateDashboards(),
    { path: 'docs/rules.md', text: rulesDocument() },
    { path: 'docs/errors.md', text: errorDocument() },
    { path: 'docs/configuration.md', text: configurationDocument() },
  ];
}
