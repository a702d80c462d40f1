import { createTwoFilesPatch } from 'diff';
import { O365WazuhError } from '../../src/errors.ts';
import type { FileReport, RulesState } from './read-rules-state.ts';

/**
 * What the user changed, as unified diffs from the installed text to the present one, file by file.
 *
 * @param only rule ids or decoder names; empty for everything. Rules that are as installed give nothing.
 * @throws INSTALL_RULE_UNKNOWN for an id that no file of ours has.
 */
export function diffRules({ files }: RulesState, only: readonly string[]): string {
  if (only.length === 0)
    return files.map(file => diff(file.name, file.installed, file.current ?? '')).join('');
  return only.map(id => diffOne(files, id)).join('');
}

function diffOne(files: readonly FileReport[], id: string): string {
  const found = files.flatMap(file =>
    file.rules.filter(rule => rule.id === id).map(rule => ({ file, rule })),
  );
  if (found.length === 0) {
    throw new O365WazuhError('INSTALL_RULE_UNKNOWN', `${id} is in no file that was installed.`);
  }
  return found
    .map(({ file, rule }) => diff(`${file.name} ${id}`, rule.installed ?? '', rule.current ?? ''))
    .join('');
}

function diff(name: string, installed: string, current: string): string {
  if (installed === current) return '';
  const [from, to] = [installed, current].map(text => Buffer.from(text, 'latin1').toString('utf8'));
  return createTwoFilesPatch(`installed/${name}`, `etc/${name}`, from ?? '', to ?? '', undefined, undefined, {
    context: 3,
  });
}
