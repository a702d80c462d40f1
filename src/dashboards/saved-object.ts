/** One line of an export file, at the level of Kibana 7.10: OpenSearch Dashboards 1.2 to 2.19 have migrated nothing since. */
export interface SavedObject {
  readonly type: SavedObjectType;
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly references: readonly Reference[];
  readonly migrationVersion: Readonly<Record<string, string>>;
}

export interface Reference {
  readonly name: string;
  readonly type: SavedObjectType | 'index-pattern';
  readonly id: string;
}

export type SavedObjectType = 'visualization' | 'search' | 'dashboard';

/** Every object of ours has an id that begins so: an import overwrites by it, a removal finds by it. */
export const ID_PREFIX = 'o365-wazuh-';

/** The id that Wazuh's dashboard gives its pattern of alerts at its first start. */
export const DEFAULT_INDEX_PATTERN = 'wazuh-alerts-*';

/**
 * Exact versions: a higher one than the server knows fails the whole import, a missing one makes it run every migration since 6.x.
 * Source: document_migrator.ts of OpenSearch Dashboards, and exports of Wazuh 4.x.
 */
const MIGRATION_VERSIONS: Readonly<Record<SavedObjectType, string>> = {
  visualization: '7.10.0',
  search: '7.9.3',
  dashboard: '7.9.3',
};

/** Name under which a search source refers to its index pattern. */
export const SOURCE_INDEX = 'kibanaSavedObjectMeta.searchSourceJSON.index';

export function savedObject(
  type: SavedObjectType,
  id: string,
  attributes: Readonly<Record<string, unknown>>,
  references: readonly Reference[],
): SavedObject {
  return {
    type,
    id: `${ID_PREFIX}${id}`,
    attributes,
    references,
    migrationVersion: { [type]: MIGRATION_VERSIONS[type] },
  };
}

export function indexPatternReference(name: string): Reference {
  return { name, type: 'index-pattern', id: DEFAULT_INDEX_PATTERN };
}
