/** Microsoft spells one operation with a final dot or a trailing blank here and without there, and changes its letters' case. */
export function operationName(operation: string): string {
  return operation.trim().replace(/\.$/, '').toLowerCase();
}
