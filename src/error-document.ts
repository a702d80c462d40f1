import { ERROR_TABLE, EXIT_CODES } from './error-table.ts';

/** `docs/errors.md`: the exit codes and every error code, from the tables that the program itself uses. */
export function errorDocument(): string {
  const exits = Object.entries(EXIT_CODES).map(([name, code]) => `| ${code} | ${name} |`);
  const codes = Object.entries(ERROR_TABLE)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(
      ([code, { exit, meaning, cause, cure }]) =>
        `### ${code}\n\n${meaning}\n\n- **Cause:** ${cause}\n- **Cure:** ${cure}\n- Exit code ${EXIT_CODES[exit]} (${exit})`,
    );
  return `# Errors

Every error has a stable code, says what failed, on which value and by which rule, and what to do next. With \`--json\` it is
\`{"error":{"code","message","hint"}}\`.

## Exit codes

| code | meaning |
|---|---|
${exits.join('\n')}

## Error codes

${codes.join('\n\n')}
`;
}
