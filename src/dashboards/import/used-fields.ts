import type { SavedObject } from '../saved-object.ts';

interface VisState {
  readonly aggs?: readonly { readonly params: { readonly field?: string } }[];
  readonly params?: { readonly controls?: readonly { readonly fieldName: string }[] };
}

/** The fields that panels aggregate by or offer as a filter: a panel whose field the index pattern does not know shows an error. */
export function usedFields(objects: readonly SavedObject[]): readonly string[] {
  const fields = new Set<string>();
  for (const { type, attributes } of objects) {
    if (type !== 'visualization' || typeof attributes['visState'] !== 'string') continue;
    const visState = JSON.parse(attributes['visState']) as VisState;
    for (const aggregation of visState.aggs ?? [])
      if (aggregation.params.field) fields.add(aggregation.params.field);
    for (const control of visState.params?.controls ?? []) fields.add(control.fieldName);
  }
  return [...fields].sort();
}
