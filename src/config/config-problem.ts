import type { z } from 'zod';
import { O365WazuhError } from '../errors.ts';
import type { LineOf } from './yaml-text.ts';

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

export function problemAt({ file, path, line }: Place, value: unknown, rule: string): ConfigProblem {
  const shown = typeof value === 'object' && value !== null ? undefined : JSON.stringify(value);
  return {
    file,
    path: path
      .map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
      .join('')
      .replace(/^\./, ''),
    ...(line === undefined ? {} : { line }),
    // A secret pasted under a wrong key must not reach a log, so long values are cut to their first characters.
    ...(shown === undefined ? {} : { value: shown.length > 40 ? `${shown.slice(0, 8)}…` : shown }),
    rule,
  };
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
