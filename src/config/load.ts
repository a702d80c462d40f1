import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { O365WazuhError } from '../errors.ts';
import { type Config, resolveConfig } from './config.ts';
import { configSchema } from './schema.ts';

/** One thing wrong in the file. */
export interface ConfigProblem {
  /** `tenants[0].tenant_id`; empty for the file as a whole. */
  readonly path: string;
  /** 1-based line in the file, where it is known. */
  readonly line?: number;
  /** The value as JSON, shortened; absent when a required key is missing. */
  readonly value?: string;
  readonly rule: string;
}

/**
 * Reads the text of a config.yml. Does not touch the file system: whether secret files exist is found out when they are used.
 *
 * @throws CONFIG_INVALID with every problem at once (`details.problems` is `ConfigProblem[]`).
 */
export function parseConfig(text: string, fileName: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map(error => ({
      path: '',
      line: lines.linePos(error.pos[0]).line,
      rule: `must be YAML: ${error.message}`,
    }));
    throw invalid(fileName, problems);
  }
  const written: unknown = document.toJS({ maxAliasCount: 100 });
  const parsed = configSchema.safeParse(written ?? {});
  if (parsed.success) return resolveConfig(parsed.data);

  const lineOf = (path: readonly PropertyKey[]): number | undefined => {
    for (let depth = path.length; depth > 0; depth -= 1) {
      const node: unknown = document.getIn(path.slice(0, depth), true);
      const range = (node as { range?: [number, number, number] | null } | undefined)?.range;
      if (range) return lines.linePos(range[0]).line;
    }
    return undefined;
  };
  throw invalid(
    fileName,
    parsed.error.issues.flatMap(issue => problemsOf(issue, written, lineOf)),
  );
}

/**
 * Reads a config.yml from disk.
 *
 * @throws CONFIG_UNREADABLE when the file is absent or may not be read, CONFIG_INVALID as `parseConfig`.
 */
export function loadConfig(path: string): Config {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new O365WazuhError(
      'CONFIG_UNREADABLE',
      `Cannot read the configuration ${path}: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
  return parseConfig(text, path);
}

function problemsOf(
  issue: z.core.$ZodIssue,
  written: unknown,
  lineOf: (path: readonly PropertyKey[]) => number | undefined,
): ConfigProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => {
      const path = [...issue.path, key];
      return problem(path, valueAt(written, path), 'is not a key of this file', lineOf(path));
    });
  }
  const value = valueAt(written, issue.path);
  const rule = value === undefined ? `is missing; it ${issue.message}` : issue.message;
  return [problem(issue.path, value, rule, lineOf(issue.path))];
}

function problem(
  path: readonly PropertyKey[],
  value: unknown,
  rule: string,
  line: number | undefined,
): ConfigProblem {
  const shown = typeof value === 'object' && value !== null ? undefined : JSON.stringify(value);
  return {
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

function valueAt(written: unknown, path: readonly PropertyKey[]): unknown {
  let value = written;
  for (const part of path) value = (value as Record<PropertyKey, unknown> | undefined | null)?.[part];
  return value;
}

function invalid(fileName: string, problems: readonly ConfigProblem[]): O365WazuhError {
  const lines = problems.map(
    p =>
      `  ${p.line === undefined ? '' : `line ${p.line}: `}${p.path || 'the file'}${p.value === undefined ? '' : ` = ${p.value}`} ${p.rule}`,
  );
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return new O365WazuhError('CONFIG_INVALID', `${fileName} has ${count}:\n${lines.join('\n')}`, {
    details: { file: fileName, problems },
  });
}
