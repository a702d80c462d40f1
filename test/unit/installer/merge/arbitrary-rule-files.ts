import * as fc from 'fast-check';

/** A rule as a few lines that can be changed one by one. */
interface Rule {
  readonly id: number;
  readonly level: number;
  readonly lines: readonly string[];
}

export interface RuleFile {
  readonly head: string;
  readonly rules: readonly Rule[];
}

export function render({ head, rules }: RuleFile): string {
  const texts = rules.map(
    ({ id, level, lines }) =>
      `  <rule id="${id}" level="${level}">\n${lines.map(line => `    <match>${line}</match>\n`).join('')}    <description>d${id}</description>\n  </rule>\n`,
  );
  return `<!-- ${head} -->\n<group name="x,">\n${texts.join('')}</group>\n`;
}

const rule = (id: number): fc.Arbitrary<Rule> =>
  fc.record({
    id: fc.constant(id),
    level: fc.integer({ min: 0, max: 16 }),
    lines: fc.array(fc.stringMatching(/^[a-f]{1,3}$/), { maxLength: 3 }),
  });

/** A shipped file and its next version: rules changed, removed, moved, added. */
export const arbitraryVersions: fc.Arbitrary<{ readonly base: RuleFile; readonly theirs: RuleFile }> = fc
  .integer({ min: 1, max: 8 })
  .chain(count => {
    const ids = Array.from({ length: count }, (_, index) => index + 1);
    return fc.record({
      base: fc.record({ head: fc.constant('version 1'), rules: fc.tuple(...ids.map(rule)) }),
      changed: fc.tuple(...ids.map(id => fc.option(rule(id), { freq: 2 }))),
      removed: fc.subarray(ids, { maxLength: Math.min(2, count) }),
      added: fc
        .uniqueArray(fc.integer({ min: 20, max: 24 }), { maxLength: 2 })
        .chain(added => fc.tuple(...added.map(rule))),
      at: fc.nat({ max: count }),
      head: fc.constantFrom('version 1', 'version 2'),
    });
  })
  .map(({ base, changed, removed, added, at, head }) => {
    const kept = base.rules
      .map((old, index) => changed[index] ?? old)
      .filter(one => !removed.includes(one.id));
    return { base, theirs: { head, rules: [...kept.slice(0, at), ...added, ...kept.slice(at)] } };
  });

/** What a user may do to a file: change a level, add lines, comments or whole rules, delete a rule. */
export const arbitraryEdit: fc.Arbitrary<(text: string) => string> = fc
  .array(
    fc.record({
      kind: fc.constantFrom('level', 'line', 'comment', 'add', 'delete'),
      where: fc.nat({ max: 30 }),
    }),
    { maxLength: 3 },
  )
  .map(
    edits => text =>
      edits.reduce((result, { kind, where }, index) => apply(result, kind, where, index), text),
  );

function apply(text: string, kind: string, where: number, index: number): string {
  const rules = [...text.matchAll(/ {2}<rule id="\d+"[\s\S]*?<\/rule>\n/g)];
  const chosen = rules[where % Math.max(1, rules.length)];
  if (chosen === undefined) return text;
  const replace = (by: string): string =>
    text.slice(0, chosen.index) + by + text.slice(chosen.index + chosen[0].length);
  switch (kind) {
    case 'level':
      return replace(chosen[0].replace(/level="\d+"/, `level="${99 + where}"`));
    case 'line':
      return replace(chosen[0].replace('</rule>', `  <options>mine_${where}_${index}</options>\n  </rule>`));
    case 'comment':
      return replace(`  <!-- mine ${where} ${index} -->\n${chosen[0]}`);
    case 'add':
      return replace(
        `${chosen[0]}  <rule id="${500 + where * 10 + index}" level="3">\n    <description>mine</description>\n  </rule>\n`,
      );
    default:
      return replace('');
  }
}
