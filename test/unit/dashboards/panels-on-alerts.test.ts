import { describe, expect, it } from 'vitest';
import { usedFields } from '../../../src/dashboards/import/used-fields.ts';
import { dashboardObjects } from '../../../src/dashboards/generate-dashboards.ts';
import { simulateAlerts } from '../../stand-ins/simulated-alerts.ts';
import { aggregate } from './aggregate.ts';
import { exportedObjects, queryOf, visStateOf } from './exported-objects.ts';
import { flattenDocument } from './flatten-document.ts';
import { parseKql } from './parse-kql.ts';

const documents = simulateAlerts({ events: 1_500 }).map(flattenDocument);
const known = new Set(documents.flatMap(document => [...document.keys()]));
const objects = exportedObjects();
const charts = objects.filter(
  object => object.type === 'visualization' && visStateOf(object).aggs.length > 0,
);

describe('the dashboards on the alerts of a simulated tenant', () => {
  it('has alerts of every part of Microsoft 365 to look at', () => {
    expect(documents.length).toBeGreaterThan(1_500);
    expect(charts.length).toBeGreaterThan(60);
  });

  it('asks for no field that our alerts never have', () => {
    const columns = objects.flatMap(object => (object.attributes['columns'] ?? []) as string[]);
    const fields = [...new Set([...usedFields(dashboardObjects()), ...columns])];

    expect(fields.length).toBeGreaterThan(40);
    expect(fields.filter(field => !known.has(field))).toEqual([]);
  });

  it.each(charts)('shows something in $id', object => {
    const found = documents.filter(parseKql(queryOf(object)));
    const { aggs } = visStateOf(object);
    const rows = aggregate(aggs, found);

    expect(found.length).toBeGreaterThan(0);
    expect(rows.length).toBeGreaterThan(0);
    // A bucket of a filter without anything in it is a label that means nothing, or a misspelt operation.
    const filters = aggs.filter(aggregation => aggregation.type === 'filters');
    for (const { params } of filters) {
      for (const { label, input } of params.filters ?? []) {
        // Which levels occur is for the rules to say.
        if (!input.query.includes('rule.level')) expect(found.some(parseKql(input.query)), label).toBe(true);
      }
    }
    for (const { type, params } of aggs) {
      if (type === 'max' || type === 'cardinality') {
        expect(
          found.some(document => document.has(params.field ?? '')),
          params.field,
        ).toBe(true);
      }
    }
  });

  it.each(objects.filter(object => object.type === 'search'))('lists events in $id', object => {
    expect(documents.some(parseKql(queryOf(object)))).toBe(true);
  });
});

describe('the evaluation itself', () => {
  const document = flattenDocument({
    rule: { level: 12, groups: ['a', 'office_365'] },
    data: { x: [{ n: 'one' }, { n: 'two' }] },
  });

  it.each([
    ['rule.groups: "office_365"', true],
    ['rule.groups: "other"', false],
    ['data.x.n: ("three" or "two") and rule.level >= 12', true],
    ['not data.x.n: "one"', false],
    ['(rule.level >= 7 and rule.level < 12) or data.missing: "x"', false],
  ])('reads %s', (query, expected) => {
    expect(parseKql(query)(document)).toBe(expected);
  });

  it.each(['rule.level', 'a: b', 'a: "b" "c"', '(a: "b"', 'a: ("b" and "c")', 'a >= "x"'])(
    'refuses %s',
    query => {
      expect(() => parseKql(query)).toThrow(SyntaxError);
    },
  );
});
