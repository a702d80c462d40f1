import { z } from 'zod';
import { type Config, resolveConfig, resolveTenant } from './config.ts';
import { type ConfigProblem, type LineOf, problemAt, problemsOf } from './config-problem.ts';
import { clashesWith, type PlacedTenant } from './merge-tenants.ts';
import type { NetworkConfig } from './network-config.ts';
import { configSchema, tenantSchema } from './schema.ts';
import { type ConfigFile, readYaml } from './yaml-text.ts';

/** A configuration without what has problems, and the problems. */
export interface ReadConfig {
  /** Undefined when config.yml itself has problems. */
  readonly config: Config | undefined;
  /** The tenants of `config`, with where they are written. */
  readonly tenants: readonly PlacedTenant[];
  readonly problems: readonly ConfigProblem[];
}

/** One file's part: its tenants, or what is wrong with it. */
interface Part {
  readonly tenants: readonly PlacedTenant[];
  readonly problems: readonly ConfigProblem[];
  /** No tenant is written there, not even a wrong one. */
  readonly isEmpty?: boolean;
}

/**
 * Reads config.yml and the files of tenants.d. A file with a problem gives no tenant at all, and so does one whose tenants clash with those
 * of a file before it: which of them is the right one is not for us to guess.
 *
 * @param tenantFiles in the order in which their tenants follow those of config.yml.
 */
export function readConfig(main: ConfigFile, tenantFiles: readonly ConfigFile[]): ReadConfig {
  const problems: ConfigProblem[] = [];
  const accepted: PlacedTenant[] = [];
  const accept = (part: Part): void => {
    const clashes = part.tenants.flatMap((one, index) =>
      clashesWith([...accepted, ...part.tenants.slice(0, index)], one),
    );
    problems.push(...part.problems, ...clashes);
    if (clashes.length === 0) accepted.push(...part.tenants);
  };

  const { config, ...mainPart } = readMainFile(main);
  accept(mainPart);
  const mainIsGood = problems.length === 0;
  const tenantParts = tenantFiles.map(file => readTenantFile(file, config?.network ?? {}));
  for (const part of tenantParts) accept(part);
  if ([mainPart, ...tenantParts].every(part => part.isEmpty)) {
    const place = { file: main.name, path: ['tenants'], line: undefined };
    problems.push(problemAt(place, undefined, 'is missing; there must be a tenant, here or in tenants.d'));
  }
  return {
    config: config && mainIsGood ? { ...config, tenants: accepted.map(one => one.tenant) } : undefined,
    tenants: accepted,
    problems,
  };
}

function readMainFile(file: ConfigFile): Part & { readonly config?: Config } {
  const yaml = readYaml(file);
  if (yaml.problems.length > 0) return { tenants: [], problems: yaml.problems };
  const parsed = configSchema.safeParse(yaml.written ?? {});
  if (!parsed.success) {
    const found = parsed.error.issues.flatMap(issue =>
      problemsOf(issue, yaml.written, file.name, yaml.lineOf),
    );
    return { tenants: [], problems: found, isEmpty: namesNoTenant(yaml.written) };
  }
  const config = resolveConfig(parsed.data);
  return {
    config,
    tenants: config.tenants.map((tenant, index) =>
      placed(tenant, file.name, ['tenants', index], yaml.lineOf),
    ),
    problems: [],
    isEmpty: config.tenants.length === 0,
  };
}

function namesNoTenant(written: unknown): boolean {
  const tenants: unknown = (written as { tenants?: unknown } | null | undefined)?.tenants;
  return tenants === undefined || (Array.isArray(tenants) && tenants.length === 0);
}

/** One file of tenants.d: one tenant, or a list of tenants. */
function readTenantFile(file: ConfigFile, general: NetworkConfig): Part {
  const { problems, written, lineOf } = readYaml(file);
  if (problems.length > 0) return { tenants: [], problems };
  if (typeof written !== 'object' || written === null) {
    const place = { file: file.name, path: [], line: undefined };
    const rule = 'must hold a tenant or a list of tenants';
    return { tenants: [], problems: [problemAt(place, written ?? undefined, rule)] };
  }
  const isList = Array.isArray(written);
  const parsed = z.array(tenantSchema).safeParse(isList ? written : [written]);
  if (parsed.success) {
    const tenants = parsed.data.map((tenant, index) =>
      placed(resolveTenant(tenant, general), file.name, isList ? [index] : [], lineOf),
    );
    return { tenants, problems: [], isEmpty: tenants.length === 0 };
  }
  const issues = parsed.error.issues.map(issue => (isList ? issue : { ...issue, path: issue.path.slice(1) }));
  return { tenants: [], problems: issues.flatMap(issue => problemsOf(issue, written, file.name, lineOf)) };
}

function placed(
  tenant: PlacedTenant['tenant'],
  file: string,
  path: readonly PropertyKey[],
  lineOf: LineOf,
): PlacedTenant {
  return { tenant, placeOf: key => ({ file, path: [...path, key], line: lineOf([...path, key]) }) };
}
