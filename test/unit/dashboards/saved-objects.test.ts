import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BOARDS } from '../../../src/dashboards/boards.ts';
import { dashboardObjects, generateDashboards } from '../../../src/dashboards/generate-dashboards.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';
import { type ExportedObject, exportedObjects, visStateOf } from './exported-objects.ts';

const objects = exportedObjects();
const visualizations = objects.filter(object => object.type === 'visualization');

/** The index mapping of saved objects is strict: another key fails the import. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  visualization: [
    'title',
    'description',
    'visState',
    'uiStateJSON',
    'version',
    'kibanaSavedObjectMeta',
    'savedSearchRefName',
  ],
  search: ['title', 'description', 'hits', 'columns', 'sort', 'version', 'kibanaSavedObjectMeta'],
  dashboard: [
    'title',
    'description',
    'hits',
    'panelsJSON',
    'optionsJSON',
    'timeRestore',
    'timeFrom',
    'timeTo',
    'refreshInterval',
    'version',
    'kibanaSavedObjectMeta',
  ],
};
/** What Kibana 7.10 and all OpenSearch Dashboards up to 2.19 know as the latest. */
const MIGRATIONS: Readonly<Record<string, string>> = {
  visualization: '7.10.0',
  search: '7.9.3',
  dashboard: '7.9.3',
};
function panelsOf(dashboard: ExportedObject) {
  return JSON.parse(String(dashboard.attributes['panelsJSON'])) as {
    gridData: { x: number; y: number; w: number; h: number; i: string };
    panelIndex: string;
    panelRefName: string;
    version: string;
  }[];
}

/** Every `…RefName` in an object, also in the JSON texts inside it. */
function refNamesIn(value: unknown, names: Set<string> = new Set()): Set<string> {
  if (Array.isArray(value)) for (const one of value) refNamesIn(one, names);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (key.endsWith('RefName')) names.add(String(inner));
      else if (key.endsWith('JSON') || key === 'visState') refNamesIn(JSON.parse(String(inner)), names);
      else refNamesIn(inner, names);
    }
  }
  return names;
}

describe('the exported dashboards', () => {
  it('are eight, each in a file of its own that is up to date in dashboards/', () => {
    const files = generateDashboards();

    expect(files).toHaveLength(8);
    for (const { path, text } of files)
      expect(readFileSync(join(PACKAGE_ROOT, path), 'utf8'), path).toBe(text);
  });

  it('ship no index pattern and only kinds of objects that every version knows', () => {
    expect(new Set(objects.map(object => object.type))).toEqual(
      new Set(['visualization', 'search', 'dashboard']),
    );
  });

  it('have ids under our prefix, each once in all files together', () => {
    const keys = objects.map(object => `${object.type}:${object.id}`);

    expect(objects.filter(object => !object.id.startsWith('o365-wazuh-'))).toEqual([]);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
    expect(dashboardObjects().map(object => `${object.type}:${object.id}`)).toEqual(keys);
  });

  it('use only attributes that the mapping of saved objects has', () => {
    for (const object of objects) {
      expect(
        Object.keys(object.attributes).filter(key => !ATTRIBUTES[object.type]?.includes(key)),
        object.id,
      ).toEqual([]);
    }
  });

  it('say exactly the migration that Kibana 7.10 knows as its latest', () => {
    for (const object of objects) {
      expect(object.migrationVersion, object.id).toEqual({ [object.type]: MIGRATIONS[object.type] });
    }
  });

  it('have for each name of a reference the reference, and no reference without its name', () => {
    for (const object of objects) {
      expect([...refNamesIn(object.attributes)].sort(), object.id).toEqual(
        object.references.map(reference => reference.name).sort(),
      );
    }
  });

  it('refer only to what is in the same file, and to the index pattern of Wazuh', () => {
    for (const object of objects) {
      for (const { type, id } of object.references) {
        if (type === 'index-pattern') expect(id, object.id).toBe('wazuh-alerts-*');
        else
          expect(
            objects.some(one => one.file === object.file && one.type === type && one.id === id),
            id,
          ).toBe(true);
      }
    }
  });

  it('have titles that tell the dashboard, and are found twice nowhere', () => {
    const titles = objects.map(object => `${object.type} ${object.attributes.title}`);

    expect(new Set(titles).size).toBe(titles.length);
    expect(titles.filter(title => !title.includes('Microsoft 365 – '))).toEqual([]);
  });

  it('link every dashboard to all others, relative to the application', () => {
    for (const board of BOARDS) {
      const links = visualizations.find(object => object.id === `o365-wazuh-${board.id}-links`);
      if (!links) throw new Error(`No links on ${board.id}`);
      const { markdown } = visStateOf(links).params as { readonly markdown: string };
      const targets = [...markdown.matchAll(/\]\(#\/view\/(?<id>[^)]+)\)/g)].map(
        match => match.groups?.['id'],
      );

      expect(targets).toEqual(BOARDS.filter(other => other !== board).map(other => `o365-wazuh-${other.id}`));
    }
  });
});

describe('panels of the dashboards', () => {
  it.each(objects.filter(object => object.type === 'dashboard'))(
    '$id lie on the grid without touching',
    dashboard => {
      const panels = panelsOf(dashboard);
      const taken = new Set<string>();

      for (const { gridData, panelIndex, version } of panels) {
        expect(gridData.i).toBe(panelIndex);
        expect(version).toBe('7.10.0');
        expect(gridData.x + gridData.w).toBeLessThanOrEqual(48);
        for (let x = gridData.x; x < gridData.x + gridData.w; x += 1) {
          for (let y = gridData.y; y < gridData.y + gridData.h; y += 1) {
            expect(taken.has(`${x},${y}`), `${panelIndex} at ${x},${y}`).toBe(false);
            taken.add(`${x},${y}`);
          }
        }
      }
      const height = Math.max(...panels.map(({ gridData }) => gridData.y + gridData.h));
      expect(taken.size, 'no holes').toBe(48 * height);
    },
  );

  it('begin with links and pickers and end with the events themselves', () => {
    for (const dashboard of objects.filter(object => object.type === 'dashboard')) {
      const ids = dashboard.references.map(reference => reference.id);

      expect(ids[0]).toBe(`${dashboard.id}-links`);
      expect(ids[1]).toBe(`${dashboard.id}-controls`);
      expect(ids.at(-1)).toBe(`${dashboard.id}-events`);
    }
  });
});
