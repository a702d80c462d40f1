import type { Board } from './model.ts';
import {
  ID_PREFIX,
  type Reference,
  type SavedObject,
  SOURCE_INDEX,
  indexPatternReference,
  savedObject,
} from './saved-object.ts';
import { every } from './kql.ts';
import { OURS } from './visualization.ts';

const EMPTY_SOURCE = JSON.stringify({ query: { query: '', language: 'kuery' }, filter: [] });

/** The line of links on top of every dashboard: the way from what is seen to what is behind it. */
export function linksPanel(board: Board, boards: readonly Board[]): SavedObject {
  const links = boards.map(other =>
    // Relative to the dashboards application: right under every base path and in every version.
    other.id === board.id ? `**${other.title}**` : `[${other.title}](#/view/${ID_PREFIX}${other.id})`,
  );
  return plain(board, 'links', 'Dashboards', {
    type: 'markdown',
    aggs: [],
    params: {
      fontSize: 12,
      openLinksInNewTab: false,
      markdown: `${links.join(' · ')}\n\n${board.description}`,
    },
  });
}

/** Pickers for the fields that an analyst narrows by. What is picked is pinned, so that it follows along the links. */
export function controlsPanel(board: Board): SavedObject {
  const references: Reference[] = [];
  const controls = board.controls.map(({ field, label, range }, index) => {
    const indexPatternRefName = `control_${index}_index_pattern`;
    references.push(indexPatternReference(indexPatternRefName));
    return {
      id: `${board.id}-${index}`,
      fieldName: field,
      parent: '',
      label,
      type: range ? 'range' : 'list',
      options: range
        ? { decimalPlaces: 0, step: 1 }
        : { type: 'terms', multiselect: true, dynamicOptions: true, size: 5, order: 'desc' },
      indexPatternRefName,
    };
  });
  return plain(
    board,
    'controls',
    'Filters',
    {
      type: 'input_control_vis',
      aggs: [],
      params: { controls, updateFiltersOnChange: false, useTimeFilter: true, pinFilters: true },
    },
    references,
  );
}

/** The alerts behind the panels, newest first. */
export function eventsSearch(board: Board): SavedObject {
  return savedObject(
    'search',
    `${board.id}-events`,
    {
      title: `${board.title} – Events`,
      description: board.description,
      hits: 0,
      version: 1,
      columns: board.columns,
      sort: [['timestamp', 'desc']],
      kibanaSavedObjectMeta: {
        searchSourceJSON: JSON.stringify({
          query: { query: every(OURS, board.query), language: 'kuery' },
          filter: [],
          highlightAll: true,
          version: true,
          indexRefName: SOURCE_INDEX,
        }),
      },
    },
    [indexPatternReference(SOURCE_INDEX)],
  );
}

function plain(
  board: Board,
  id: string,
  name: string,
  visState: Readonly<Record<string, unknown>>,
  references: readonly Reference[] = [],
): SavedObject {
  const title = `${board.title} – ${name}`;
  return savedObject(
    'visualization',
    `${board.id}-${id}`,
    {
      title,
      description: '',
      version: 1,
      uiStateJSON: '{}',
      visState: JSON.stringify({ title, ...visState }),
      kibanaSavedObjectMeta: { searchSourceJSON: EMPTY_SOURCE },
    },
    references,
  );
}
