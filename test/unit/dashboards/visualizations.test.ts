import { describe, expect, it } from 'vitest';
import { exportedObjects, queryOf, visStateOf } from './exported-objects.ts';
import { parseKql } from './parse-kql.ts';

const objects = exportedObjects();
const visualizations = objects.filter(object => object.type === 'visualization');

/** Schemas that each kind of visualization gives its aggregations. */
const SCHEMAS: Readonly<Record<string, readonly string[]>> = {
  metric: ['metric', 'group'],
  area: ['metric', 'segment', 'group'],
  line: ['metric', 'segment', 'group'],
  histogram: ['metric', 'segment', 'group'],
  horizontal_bar: ['metric', 'segment', 'group'],
  pie: ['metric', 'segment'],
  table: ['metric', 'bucket'],
  tile_map: ['metric', 'segment'],
  markdown: [],
  input_control_vis: [],
};
/** All other fields of alerts are keywords or texts in Wazuh's index. */
const NUMBERS_AND_DATES = ['rule.level', 'timestamp'];

describe('visualizations', () => {
  it.each(visualizations)('$id gives its kind the aggregations that it takes', object => {
    const { type, aggs, title } = visStateOf(object);

    expect(title).toBe(object.attributes.title);
    expect(Object.keys(SCHEMAS)).toContain(type);
    expect(
      aggs.map(aggregation => aggregation.schema).filter(schema => !SCHEMAS[type]?.includes(schema)),
    ).toEqual([]);
    expect(aggs.map(aggregation => aggregation.id)).toEqual(aggs.map((_, at) => String(at + 1)));
  });

  it.each(visualizations)(
    '$id aggregates keywords by value and takes maxima of numbers and dates only',
    object => {
      const { aggs } = visStateOf(object);
      const metrics = aggs
        .filter(aggregation => aggregation.schema === 'metric')
        .map(aggregation => aggregation.id);

      for (const { type, params } of aggs) {
        expect([
          'count',
          'cardinality',
          'max',
          'terms',
          'filters',
          'date_histogram',
          'geohash_grid',
        ]).toContain(type);
        if (type === 'max') expect(NUMBERS_AND_DATES).toContain(params.field);
        if (type === 'date_histogram') expect(params.field).toBe('timestamp');
        if (type === 'geohash_grid') expect(params.field).toBe('GeoLocation.location');
        if (type === 'terms') expect([...metrics, '_key']).toContain(params.orderBy);
        if (type === 'count' || type === 'filters') expect(params.field).toBeUndefined();
        else expect(params.field).toMatch(/^[A-Za-z][\w.]+$/);
      }
    },
  );

  it.each(visualizations)('$id draws series that it counts, on axes that it has', object => {
    const { params } = visStateOf(object) as {
      params: { seriesParams?: { data: { id: string }; valueAxis: string }[]; valueAxes?: { id: string }[] };
    };

    for (const series of params.seriesParams ?? []) {
      expect(series.data.id).toBe('1');
      expect(params.valueAxes?.map(axis => axis.id)).toContain(series.valueAxis);
    }
    expect(JSON.parse(String(object.attributes['uiStateJSON']))).toBeTypeOf('object');
  });

  it('have queries that KQL reads, on our alerts only', () => {
    for (const object of objects.filter(one => one.type !== 'dashboard')) {
      const query = queryOf(object);
      if (query === '') continue;

      expect(() => parseKql(query), object.id).not.toThrow();
      expect(query.startsWith('rule.groups: "office_365"'), object.id).toBe(true);
    }
  });
});
