import type { z } from 'zod';
import { O365WazuhError } from '../errors.ts';

/** One thing wrong in a configuration file. */
export interface ConfigProblem {
  readonly file: string;
  /** `tenants[0].tenant_id`; empty for the file as a whole. */
  readonly path: string;
  /** 1-based line in the file, where it is known. */
  readonly line?: number;
  /** The value as JSON, shortened; absent when a required key is missing. */
  readonly value?: string;
  readonly rule: string;
}

/** Where a value stands, to say so in a problem. */
export interface Place {
  readonly file: string;
  readonly path: readonly PropertyKey[];
  readonly line: number | undefined;
}

/** 1-based line of the innermost part of a path that is there. */
export type LineOf = (path: readonly PropertyKey[]) => number | undefined;

export function problemAt({ file, path, line }: Place, value: unknown, rule: string): ConfigProblem {
  const shown = mayShow(path, value) ? JSON.stringify(value) : undefined;
  return {
    file,
    path: path
      .map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
      .join('')
      .replace(/^\./, ''),
    ...(line === undefined ? {} : { line }),
    ...(shown === undefined ? {} : { value: shown.length > 40 ? `${shown.slice(0, 8)}…` : shown }),
    rule,
  };
}

/**
 * A secret pasted under a wrong or misspelt key must not reach a log: what stands under a key that speaks of secrets is not shown, nor a
 * URL with a user in it, nor a text as long and as mixed as a secret.
 */
function mayShow(path: readonly PropertyKey[], value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return false;
  if (typeof value !== 'string') return true;
  const key = path.findLast(part => typeof part === 'string') ?? '';
  const isPath = /^(?:\/|systemd:)/.test(value);
  if (/secret|passw|token|(?:^|_)key|pwd|credential|command/i.test(key) && !isPath) return false;
  if (/:\/\/[^/]*@/.test(value)) return false;
  const looksMixed = /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value);
  return isPath || /\s/.test(value) || !(value.length >= 16 && looksMixed);
}

/** The problems behind one finding of the schema. */
export function problemsOf(
  issue: z.core.$ZodIssue,
  written: unknown,
  file: string,
  lineOf: LineOf,
): ConfigProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => {
      const path = [...issue.path, key];
      return problemAt(
        { file, path, line: lineOf(path) },
        valueAt(written, path),
        'is not a key of this file',
      );
    });
  }
  const value = valueAt(written, issue.path);
  const rule = value === undefined ? `is missing; it ${issue.message}` : issue.message;
  return [problemAt({ file, path: issue.path, line: lineOf(issue.path) }, value, rule)];
}

/** CONFIG_INVALID with every problem, file by file (`details.problems` is `ConfigProblem[]`). */
export function invalidConfig(mainFile: string, problems: readonly ConfigProblem[]): O365WazuhError {
  const byFile = Map.groupBy(problems, problem => problem.file);
  const parts = [...byFile].map(([file, found]) => {
    const count = found.length === 1 ? 'a problem' : `${found.length} problems`;
    return [`${file} has ${count}:`, ...found.map(describe)].join('\n');
  });
  return new O365WazuhError('CONFIG_INVALID', parts.join('\n'), { details: { file: mainFile, problems } });
}

function describe({ line, path, value, rule }: ConfigProblem): string {
  return `  ${line === undefined ? '' : `line ${line}: `}${path || 'the file'}${value === undefined ? '' : ` = ${value}`} ${rule}`;
}

function valueAt(written: unknown, path: readonly PropertyKey[]): unknown {
  let value = written;
  for (const part of path) value = (value as Record<PropertyKey, unknown> | undefined | null)?.[part];
  return value;
}
