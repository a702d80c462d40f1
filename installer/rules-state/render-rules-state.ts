import { relative } from 'node:path';
import type { ComparedRule, RuleState } from './compare.ts';
import type { FileReport, RulesState } from './read-rules-state.ts';

const WORDS: Record<RuleState, string> = {
  unedited: 'as installed',
  edited: 'edited by you',
  conflict: 'edited by you and by the new version',
  missing: 'deleted by you',
  added: 'added by you',
};

/** The state of the rules for people: one line a file, below it what differs from what was installed. */
export function renderRulesState({ home, version, files, overwrites }: RulesState): string {
  const lines = [`Rules of o365-wazuh ${version} in ${home.path}`];
  const width = Math.max(...files.map(file => file.name.length));
  for (const file of files) {
    lines.push(`  ${file.name.padEnd(width)}  ${fileWords(file)}`);
    for (const rule of file.rules.filter(isChanged)) lines.push(`      ${rule.id}  ${WORDS[rule.state]}`);
  }
  if (overwrites.length > 0) lines.push('Overwritten by rules of yours:');
  for (const { id, file, line } of overwrites)
    lines.push(`      ${id}  in ${relative(home.path, file)} line ${line}`);
  return `${lines.join('\n')}\n`;
}

/** The same for programs, without texts. Rules that are as installed are counted, not listed. */
export function rulesStateAsJson({ home, version, files, overwrites }: RulesState): unknown {
  return {
    home,
    version,
    files: files.map(file => ({
      name: file.name,
      path: file.path,
      state: file.state,
      readable: file.readable,
      unedited: file.rules.filter(rule => !isChanged(rule)).length,
      rules: file.rules.filter(isChanged).map(({ id, state }) => ({ id, state })),
    })),
    overwrites,
  };
}

function fileWords(file: FileReport): string {
  if (file.state === 'missing') return WORDS.missing;
  if (!file.readable) return `${WORDS.edited}, and Wazuh cannot read it`;
  const waits = file.state === 'conflict' ? '; a new version waits to be merged' : '';
  const changed = file.rules.filter(isChanged).length;
  if (file.state === 'unedited') return WORDS.unedited;
  if (changed === 0) return `${WORDS.edited} between the rules${waits}`;
  return `${WORDS.edited}: ${changed} of ${file.rules.length}${waits}`;
}

function isChanged(rule: ComparedRule): boolean {
  return rule.state !== 'unedited';
}
