import { afterEach, describe, expect, it } from 'vitest';
import { planImport } from '../../../src/dashboards/import/import-dashboards.ts';
import { findRemovable, removeObjects } from '../../../src/dashboards/import/remove-dashboards.ts';
import { client, closeAll, fakeDashboard, importAll, objects, stored } from './dashboard-client.ts';

afterEach(closeAll);

describe('dashboard remove', () => {
  it('takes out all that is ours, leftovers of older versions too, and nothing else', async () => {
    const fake = await fakeDashboard();
    const server = client(fake);
    await importAll(server);
    const mine = {
      type: 'dashboard',
      id: '7c9-copy',
      attributes: { title: 'My overview' },
      references: [],
      version: 'x',
    };
    stored(fake).set('dashboard:7c9-copy', mine);
    stored(fake).set('visualization:o365-wazuh-of-an-older-version', {
      ...mine,
      type: 'visualization',
      id: 'o365-wazuh-of-an-older-version',
    });

    const removable = await findRemovable(server);
    await removeObjects(server, removable);

    expect(removable).toHaveLength(objects.length + 1);
    expect([...stored(fake).keys()].sort()).toEqual(['dashboard:7c9-copy', 'index-pattern:wazuh-alerts-*']);
  });

  it('is done as well when another removes the same at the same time', async () => {
    const fake = await fakeDashboard();
    const server = client(fake);
    await importAll(server);
    const removable = await findRemovable(server);
    stored(fake).delete('dashboard:o365-wazuh-overview');

    await removeObjects(server, removable);

    expect([...stored(fake).keys()]).toEqual(['index-pattern:wazuh-alerts-*']);
  });

  it('looks through all pages of a full dashboard', async () => {
    const fake = await fakeDashboard();
    const server = client(fake);
    await planImport(server, objects);
    for (let n = 0; n < 1_201; n += 1) {
      const id = n % 400 === 0 ? `o365-wazuh-${n}` : `other-${n}`;
      stored(fake).set(`visualization:${id}`, {
        type: 'visualization',
        id,
        attributes: { title: id },
        references: [],
        version: 'x',
      });
    }

    expect((await findRemovable(server)).map(one => one.id)).toEqual([
      'o365-wazuh-0',
      'o365-wazuh-400',
      'o365-wazuh-800',
      'o365-wazuh-1200',
    ]);
  });
});
