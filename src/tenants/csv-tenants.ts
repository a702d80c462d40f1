import { z } from 'zod';
import { type ConfigProblem, problemAt, problemsOf } from '../config/config-problem.ts';
import type { TenantEntry } from '../config/edit-tenants.ts';
import { tenantSchema } from '../config/schema.ts';
import { readCsv } from './read-csv.ts';

/** A tenant as a row of a CSV file describes it. */
export interface CsvTenant {
  readonly line: number;
  readonly name: string;
  /** Without `name` and without the secret. */
  readonly keys: TenantEntry;
  /** At most one of the two. */
  readonly secret?: string;
  readonly secretFile?: string;
}

export interface CsvTenants {
  readonly tenants: readonly CsvTenant[];
  readonly problems: readonly ConfigProblem[];
}

/** Stands in for what is made of the row's secret, while the row is checked. */
const SECRET_PLACE = '/secret';

/**
 * Makes tenants of a CSV text. The first line names the columns: keys of a tenant as config.yml writes them, `client_secret` for the secret's
 * value, and `credential.type`, `credential.file` and the like for keys within a key. An empty cell says nothing.
 *
 * `content_types` and other lists are separated by blanks, semicolons or line ends.
 *
 * @param file its name, for problems.
 */
export function readCsvTenants(text: string, file: string): CsvTenants {
  const csv = readCsv(text);
  const problems: ConfigProblem[] = csv.problems.map(({ line, rule }) =>
    problemAt({ file, path: [], line }, undefined, rule),
  );
  const [header, ...rows] = csv.rows;
  if (!header) {
    problems.push(
      problemAt({ file, path: [], line: 1 }, undefined, 'must begin with a line that names the columns'),
    );
    return { tenants: [], problems };
  }
  const columns = header.fields.map(name => name.trim());
  problems.push(...columnProblems(columns, file, header.line));
  if (problems.length > 0) return { tenants: [], problems };
  if (rows.length === 0)
    problems.push(problemAt({ file, path: [], line: undefined }, undefined, 'holds no tenant'));

  const tenants: CsvTenant[] = [];
  for (const { line, fields } of rows) {
    if (fields.length !== columns.length) {
      const rule = `has ${fields.length} fields; the first line names ${columns.length} columns`;
      problems.push(problemAt({ file, path: [], line }, undefined, rule));
      continue;
    }
    const cells = new Map(columns.map((name, index) => [name, fields[index]?.trim() ?? '']));
    const tenant = tenantOf(line, cells);
    const wrong = rowProblems(tenant, cells, file);
    problems.push(...wrong);
    if (wrong.length === 0) tenants.push(tenant);
  }
  return { tenants, problems };
}

function columnProblems(columns: readonly string[], file: string, line: number): ConfigProblem[] {
  const known = [...Object.keys(tenantSchema.shape), 'client_secret'];
  const problem = (name: string, rule: string): ConfigProblem =>
    problemAt({ file, path: [], line }, name, rule);
  const unknown = columns.filter(name => !known.includes(name.split('.', 1)[0] ?? ''));
  const twice = columns.filter((name, index) => columns.indexOf(name) !== index);
  const missing = ['name', 'tenant_id'].filter(name => !columns.includes(name));
  return [
    ...unknown.map(name => problem(name, `is no column; known are ${known.join(', ')}`)),
    ...[...new Set(twice)].map(name => problem(name, 'is the name of two columns')),
    ...missing.map(name => problem(name, 'is a column that must be there')),
  ];
}

function tenantOf(line: number, cells: ReadonlyMap<string, string>): CsvTenant {
  const keys: Record<string, unknown> = {};
  for (const [column, cell] of cells) {
    if (cell === '' || column === 'name' || column === 'client_secret') continue;
    // A credential that systemd hands to the service is named, not copied.
    if (column === 'client_secret_file' && !cell.startsWith('systemd:')) continue;
    const [key = '', inner] = column.split(/\.(.*)/s);
    if (inner === undefined) keys[key] = valueOf(key, cell);
    else keys[key] = { ...(keys[key] as object | undefined), [inner]: valueOf(column, cell) };
  }
  const [secret, secretFile] = [cells.get('client_secret'), cells.get('client_secret_file')];
  return {
    line,
    name: cells.get('name') ?? '',
    keys,
    ...(secret ? { secret } : {}),
    ...(secretFile && !secretFile.startsWith('systemd:') ? { secretFile } : {}),
  };
}

/** A cell as its key wants it; what does not fit stays text, and is refused as such. */
function valueOf(column: string, cell: string): unknown {
  switch (TYPES[column]) {
    case 'array':
      return cell.split(/[\s;]+/).filter(part => part !== '');
    case 'boolean':
      return /^(?:true|false)$/i.test(cell) ? cell.toLowerCase() === 'true' : cell;
    case 'integer':
    case 'number':
      return Number.isNaN(Number(cell)) ? cell : Number(cell);
    default:
      return cell;
  }
}

/** JSON types of the keys, from the schema that checks them; of keys within a key only the lists are told. */
const TYPES: Readonly<Record<string, string | undefined>> = {
  ...typesOf(z.toJSONSchema(tenantSchema, { io: 'input' })),
  'credential.command': 'array',
  'credential.environment': 'array',
};

function typesOf(schema: unknown): Record<string, string | undefined> {
  const { properties } = schema as { properties: Record<string, { type?: string }> };
  return Object.fromEntries(Object.entries(properties).map(([key, { type }]) => [key, type]));
}

/** The rules of config.yml, told by the row's line. */
function rowProblems(tenant: CsvTenant, cells: ReadonlyMap<string, string>, file: string): ConfigProblem[] {
  const { line, name, keys, secret, secretFile } = tenant;
  if (secret !== undefined && secretFile !== undefined) {
    const rule = 'must not have both client_secret and client_secret_file';
    return [problemAt({ file, path: [], line }, undefined, rule)];
  }
  const hasSecret = secret !== undefined || secretFile !== undefined;
  const written = { name, ...keys, ...(hasSecret ? { client_secret_file: SECRET_PLACE } : {}) };
  const parsed = tenantSchema.safeParse(written);
  if (parsed.success) return [];
  // A value that may be a secret in a wrong column is not shown.
  const shown = cells.get('client_secret') === '' || !cells.has('client_secret');
  return parsed.error.issues
    .flatMap(issue => problemsOf(issue, written, file, () => line))
    .map(problem => (shown ? problem : withoutValue(problem)));
}

function withoutValue({ file, path, line, rule }: ConfigProblem): ConfigProblem {
  return { file, path, ...(line === undefined ? {} : { line }), rule };
}
