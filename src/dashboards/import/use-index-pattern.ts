import { DEFAULT_INDEX_PATTERN, type SavedObject } from '../saved-object.ts';

/** The objects, referring to another index pattern than `wazuh-alerts-*`. In their texts it stands under names only, so nothing else changes. */
export function useIndexPattern(objects: readonly SavedObject[], id: string): readonly SavedObject[] {
  if (id === DEFAULT_INDEX_PATTERN) return objects;
  return objects.map(object => ({
    ...object,
    references: object.references.map(reference =>
      reference.type === 'index-pattern' ? { ...reference, id } : reference,
    ),
  }));
}
