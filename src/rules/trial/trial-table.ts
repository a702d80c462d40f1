import type { TrialRow } from './trial-row.ts';

const EVENT_WIDTH = 52;

/** The line above the table. */
export const TABLE_HEAD = cells('line', 'event', 'rule', 'level', 'description');

/** One event as a line of the table; a second one where it differs. */
export function rowAsText({ line, label, found, refused, differs }: TrialRow): string {
  const rule = refused === undefined ? (found?.rule ?? 'none') : '?';
  const description = refused ?? found?.description ?? '';
  const silent = found?.rule !== undefined && !found.alert ? ' (no alert)' : '';
  const row = cells(line ?? '', label, rule, found?.level ?? '-', `${description}${silent}`);
  return differs === undefined ? row : `${row}\n${cells('', '', '', '≠', differs)}`;
}

/** The same for programs. */
export function rowAsJson({ line, label, found, refused, differs }: TrialRow): Record<string, unknown> {
  return {
    ...(line === undefined ? {} : { line }),
    event: label,
    ...(found === undefined
      ? {}
      : {
          rule: found.rule ?? null,
          level: found.level ?? null,
          description: found.description ?? null,
          alert: found.alert,
          groups: found.groups ?? [],
          mitre: found.mitre ?? [],
          ...(found.firedtimes === undefined ? {} : { firedtimes: found.firedtimes }),
          decoder: found.decoder ?? null,
          srcip: found.srcip ?? null,
          dstuser: found.dstuser ?? null,
          path: found.path,
        }),
    ...(refused === undefined ? {} : { refused }),
    ...(differs === undefined ? {} : { differs }),
  };
}

function cells(
  line: string | number,
  event: string,
  rule: string | number,
  level: string | number,
  description: string,
): string {
  const shown = event.length > EVENT_WIDTH ? `${event.slice(0, EVENT_WIDTH - 1)}…` : event;
  return [
    String(line).padStart(6),
    oneLine(shown).padEnd(EVENT_WIDTH),
    String(rule).padEnd(6),
    String(level).padStart(5),
    oneLine(description),
  ]
    .join('  ')
    .trimEnd();
}

/** Texts of events may hold anything; a terminal must not obey it. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '·');
}
