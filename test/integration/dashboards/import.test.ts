import { afterEach, describe, expect, it } from 'vitest';
import { applyImport, planImport } from '../../../src/dashboards/import/import-dashboards.ts';
import { client, closeAll, failure, fakeDashboard, importAll, objects, stored } from './dashboard-client.ts';

afterEach(closeAll);

describe('dashboard import', () => {
  it.each(['1.2.0', '2.10.0', '2.19.5', '7.10.2', '7.17.6'])(
    'puts every object into version %s',
    async version => {
      const fake = await fakeDashboard({ version });

      const { plan, result } = await importAll(client(fake));

      expect(plan.added).toHaveLength(objects.length);
      for (const { type, id } of objects) expect(stored(fake).has(`${type}:${id}`), id).toBe(true);
      expect(result.page).toBe(`${fake.url}/app/dashboards#/view/o365-wazuh-overview`);
    },
  );

  it('changes nothing the second time, and replaces what somebody edited', async () => {
    const fake = await fakeDashboard();
    const server = client(fake);
    await importAll(server);

    const again = await planImport(server, objects);
    const overview = stored(fake).get('dashboard:o365-wazuh-overview');
    if (!overview) throw new Error('Not imported');
    overview.attributes['title'] = 'Mine';
    const edited = await importAll(server);

    expect([again.added.length, again.replaced.length, again.same.length]).toEqual([0, 0, objects.length]);
    expect(edited.plan.replaced).toEqual(['Microsoft 365 – Overview']);
    expect(stored(fake).get('dashboard:o365-wazuh-overview')?.attributes['title']).toBe(
      'Microsoft 365 – Overview',
    );
  });

  it('finds the pattern by its title and lets every object refer to its id', async () => {
    const fake = await fakeDashboard({
      indexPatterns: [
        { id: 'wazuh-monitoring-*', title: 'wazuh-monitoring-*' },
        { id: '5f0e-11', title: 'wazuh-alerts-*' },
      ],
    });

    const { plan } = await importAll(client(fake));

    expect(plan.pattern).toEqual({ id: '5f0e-11', title: 'wazuh-alerts-*' });
    const references = [...stored(fake).values()].flatMap(object => object.references);
    expect(new Set(references.filter(one => one.type === 'index-pattern').map(one => one.id))).toEqual(
      new Set(['5f0e-11']),
    );
  });

  it('uses the pattern that the user names', async () => {
    const fake = await fakeDashboard({ indexPatterns: [{ id: 'a', title: 'customer-*' }] });

    const { plan } = await importAll(client(fake), 'a');

    expect(plan.pattern.title).toBe('customer-*');
  });

  it('asks to open the Wazuh dashboard first where there is no pattern', async () => {
    const error = await failure(importAll(client(await fakeDashboard({ indexPatterns: [] }))));

    expect(error.code).toBe('DASHBOARD_NO_INDEX_PATTERN');
    expect(error.hint).toContain('Open the Wazuh dashboard once');
  });

  it('asks which of two patterns with the same title is meant', async () => {
    const fake = await fakeDashboard({
      indexPatterns: [
        { id: 'one', title: 'wazuh-alerts-*' },
        { id: 'two', title: 'wazuh-alerts-*' },
      ],
    });

    const error = await failure(importAll(client(fake)));

    expect(error.code).toBe('DASHBOARD_NO_INDEX_PATTERN');
    expect(error.hint).toContain('one (wazuh-alerts-*), two (wazuh-alerts-*)');
  });

  it('does not take the counted successes of an import for one that wrote nothing', async () => {
    const fake = await fakeDashboard();
    fake.ambiguous = 'o365-wazuh-dlp-rules';

    const error = await failure(importAll(client(fake)));

    expect(error.code).toBe('DASHBOARD_IMPORT_REFUSED');
    expect(error.message).toContain(
      'Microsoft 365 – Data loss prevention – Rules: several objects could be the one to replace',
    );
    expect([...stored(fake).keys()]).toEqual(['index-pattern:wazuh-alerts-*']);
  });

  it('explains a pattern that vanished between the look-up and the import', async () => {
    const fake = await fakeDashboard();
    const server = client(fake);
    const plan = await planImport(server, objects);
    stored(fake).delete('index-pattern:wazuh-alerts-*');

    const error = await failure(applyImport(server, plan));

    expect(error.code).toBe('DASHBOARD_IMPORT_REFUSED');
    expect(error.message).toContain('what it refers to is not there: index-pattern wazuh-alerts-*');
    expect(error.message).toMatch(/and \d+ more$/);
  });

  it('plans without writing', async () => {
    const fake = await fakeDashboard();

    await planImport(client(fake), objects);

    expect([...stored(fake).keys()]).toEqual(['index-pattern:wazuh-alerts-*']);
    expect(fake.requests.filter(request => request.includes('_import') || request.startsWith('PUT'))).toEqual(
      [],
    );
  });

  it('writes into the tenant that was named', async () => {
    const fake = await fakeDashboard();

    await importAll(client(fake, { tenant: 'global' }));

    expect(stored(fake, 'global').size).toBe(objects.length + 1);
    expect(stored(fake).size).toBe(0);
  });

  it('works under the path that a proxy adds', async () => {
    const fake = await fakeDashboard({ basePath: '/_dashboards' });

    const { result } = await importAll(client(fake));

    expect(stored(fake).size).toBe(objects.length + 1);
    expect(result.page).toBe(`${fake.url}/app/dashboards#/view/o365-wazuh-overview`);
  });
});
