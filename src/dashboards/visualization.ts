import { bucketAggregation, metricAggregations, placeAggregation, timeAggregation } from './aggregations.ts';
import type { Aggregation } from './aggregations.ts';
import { cartesianParams, DONUT_PARAMS, FIGURES_PARAMS, MAP_PARAMS, TABLE_PARAMS } from './chart-params.ts';
import { FIELD } from './fields.ts';
import { every, is } from './kql.ts';
import type { Board, Panel } from './model.ts';
import { type SavedObject, SOURCE_INDEX, indexPatternReference, savedObject } from './saved-object.ts';
import { EVENTS } from './terms.ts';

/** Our alerts, and no others: every rule of ours is in this group, as was the rule of Wazuh's blog. */
export const OURS = is(FIELD.groups, 'office_365');

interface VisState {
  readonly type: string;
  readonly aggs: readonly Aggregation[];
  readonly params: Readonly<Record<string, unknown>>;
}

/** A panel as the saved object that a dashboard shows. It works alone too: its query says all that the dashboard's would. */
export function visualization(board: Board, panel: Panel): SavedObject {
  const title = `${board.title} – ${panel.title}`;
  const query = every(OURS, board.query, panel.query);
  return savedObject(
    'visualization',
    `${board.id}-${panel.id}`,
    {
      title,
      description: panel.description ?? '',
      version: 1,
      uiStateJSON: JSON.stringify(
        panel.kind === 'time' && panel.colors ? { vis: { colors: panel.colors } } : {},
      ),
      visState: JSON.stringify({ title, ...visState(panel) }),
      kibanaSavedObjectMeta: {
        searchSourceJSON: JSON.stringify({
          query: { query, language: 'kuery' },
          filter: [],
          indexRefName: SOURCE_INDEX,
        }),
      },
    },
    [indexPatternReference(SOURCE_INDEX)],
  );
}

function visState(panel: Panel): VisState {
  switch (panel.kind) {
    case 'figures':
      return {
        type: 'metric',
        aggs: [
          ...metricAggregations(panel.metrics),
          ...(panel.split ? [bucketAggregation(panel.metrics.length + 1, 'group', panel.split)] : []),
        ],
        params: FIGURES_PARAMS,
      };
    case 'time':
      return {
        type: panel.shape,
        aggs: [
          ...metricAggregations([EVENTS]),
          timeAggregation(2),
          ...(panel.split ? [bucketAggregation(3, 'group', panel.split)] : []),
        ],
        params: cartesianParams(panel.shape, panel.shape !== 'line', EVENTS.label),
      };
    case 'bars':
      return {
        type: 'horizontal_bar',
        aggs: [...metricAggregations([EVENTS]), bucketAggregation(2, 'segment', panel.by)],
        params: cartesianParams('bars', false, EVENTS.label),
      };
    case 'donut':
      return {
        type: 'pie',
        aggs: [...metricAggregations([EVENTS]), bucketAggregation(2, 'segment', panel.by)],
        params: DONUT_PARAMS,
      };
    case 'table':
      return {
        type: 'table',
        aggs: [
          ...metricAggregations(panel.metrics),
          ...panel.by.map((split, index) =>
            bucketAggregation(panel.metrics.length + 1 + index, 'bucket', split),
          ),
        ],
        params: TABLE_PARAMS,
      };
    case 'map':
      break;
  }
  return {
    type: 'tile_map',
    aggs: [...metricAggregations([EVENTS]), placeAggregation(2)],
    params: MAP_PARAMS,
  };
}
