/*
 * The part of Kibana's query language that every version from Kibana 7.10 to OpenSearch Dashboards 2.19 reads alike: quoted values,
 * lists of them, ranges of numbers, and / or / not. No wildcards: on keyword fields they are slow, and off by default in places.
 */

/** The field has one of the values, exactly, in this spelling. */
export function is(field: string, ...values: readonly string[]): string {
  const quoted = values.map(value => `"${value.replace(/[\\"]/g, '\\$&')}"`);
  return quoted.length === 1 ? `${field}: ${quoted[0]}` : `${field}: (${quoted.join(' or ')})`;
}

/** The number is at least `from` and, where given, below `below`. */
export function between(field: string, from: number, below?: number): string {
  return below === undefined ? `${field} >= ${from}` : `(${field} >= ${from} and ${field} < ${below})`;
}

export function not(clause: string): string {
  return `not ${clause}`;
}

/** All of the clauses that are not empty. Clauses with a bare `or` must come from `some`. */
export function every(...clauses: readonly (string | undefined)[]): string {
  return clauses.filter(clause => clause !== undefined && clause !== '').join(' and ');
}

export function some(...clauses: readonly string[]): string {
  return clauses.length === 1 ? (clauses[0] ?? '') : `(${clauses.join(' or ')})`;
}
