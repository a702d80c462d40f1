import { createTwoFilesPatch } from 'diff';
import { hideSecrets } from './hide-secrets.ts';
import type { Change, Image, Plan } from './plan.ts';

const SIGNS = { create: '+', replace: '~', attributes: '~', remove: '-' } as const;

/** `short` leaves out long ones: a question must not scroll off the screen behind ten thousand lines of new rules. */
export type Diffs = 'all' | 'short' | 'none';

const SHORT_DIFF_LINES = 60;

/** A plan for people: one line a path, and for ossec.conf, rules, decoders and config.yml what changes in them. */
export function renderPlan(plan: Plan, diffs: Diffs): string {
  return plan.changes.map(change => renderChange(change, diffs)).join('\n');
}

function renderChange(change: Change, diffs: Diffs): string {
  const line = `  ${SIGNS[change.action]} ${change.path}  (${change.reason}${attributesOf(change)})`;
  const diff = diffs === 'none' ? undefined : unifiedDiff(change);
  if (diff === undefined) return line;
  const lines = diff.split('\n').length;
  return diffs === 'short' && lines > SHORT_DIFF_LINES
    ? `${line}\n    ${lines} lines of difference; --dry-run shows them`
    : `${line}\n${diff}`;
}

function attributesOf(change: Change): string {
  const { before, after } = change;
  if (before === undefined || after === undefined) return after ? `, ${attributes(after)}` : '';
  return attributes(before) === attributes(after) ? '' : `, ${attributes(before)} → ${attributes(after)}`;
}

function attributes({ mode, uid, gid }: Image): string {
  return `mode 0${mode.toString(8)}, owner ${uid}:${gid}`;
}

/**
 * The change as a unified diff; undefined for what is no text to look at: programs, folders, our own records, and secrets, whose
 * content is never shown.
 */
export function unifiedDiff(change: Change): string | undefined {
  if (!/\.(?:conf|xml|yml)$/.test(change.path) || change.path.includes('/pristine/')) return undefined;
  const [before, after] = [textOf(change.before), textOf(change.after)];
  if (before === after) return undefined;
  const diff = createTwoFilesPatch(change.path, change.path, before, after, undefined, undefined, {
    context: 3,
  }).trimEnd();
  return change.path.endsWith('.conf') ? hideSecrets(diff) : diff;
}

function textOf(image: Image | undefined): string {
  return image?.kind === 'file' && 'bytes' in image.content ? image.content.bytes.toString('utf8') : '';
}

/** A plan for programs. Contents are named by hash and size; diffs are there for what is text. */
export function planAsJson(plan: Plan): unknown {
  return plan.changes.map(change => ({
    path: change.path,
    action: change.action,
    before: change.before ? imageAsJson(change.before) : null,
    after: change.after ? imageAsJson(change.after) : null,
    reason: change.reason,
    diff: unifiedDiff(change) ?? null,
  }));
}

function imageAsJson(image: Image): unknown {
  const { kind, uid, gid } = image;
  const mode = `0${image.mode.toString(8)}`;
  return image.kind === 'file'
    ? { kind, mode, uid, gid, sha256: image.content.sha256, size: image.content.size }
    : { kind, mode, uid, gid };
}
