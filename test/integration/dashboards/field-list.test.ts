import { afterEach, describe, expect, it } from 'vitest';
import { client, closeAll, fakeDashboard, importAll, stored } from './dashboard-client.ts';
import type { FakeDashboard } from './fake-dashboard.ts';

afterEach(closeAll);

function fieldsOf(fake: FakeDashboard) {
  const text = stored(fake).get('index-pattern:wazuh-alerts-*')?.attributes['fields'];
  return JSON.parse(String(text)) as { name: string; count: number; scripted: boolean; type: string }[];
}

describe('the field list of the index pattern', () => {
  const live = [
    {
      name: 'timestamp',
      type: 'date',
      esTypes: ['date'],
      aggregatable: true,
      searchable: true,
      readFromDocValues: true,
    },
    {
      name: 'data.srcip',
      type: 'string',
      esTypes: ['keyword'],
      aggregatable: true,
      searchable: true,
      readFromDocValues: true,
    },
  ];

  it('is brought up to date, with scripted fields and counts kept and the fields that panels wait for entered', async () => {
    const before = JSON.stringify([
      { name: 'data.srcip', type: 'string', count: 3, scripted: false },
      { name: 'gone', type: 'string', count: 1, scripted: false },
      { name: 'mine', type: 'number', count: 0, scripted: true, script: '1', lang: 'painless' },
    ]);
    const fake = await fakeDashboard({
      liveFields: live,
      indexPatterns: [{ id: 'wazuh-alerts-*', title: 'wazuh-alerts-*', fields: before }],
    });

    const { result } = await importAll(client(fake));

    const fields = new Map(fieldsOf(fake).map(field => [field.name, field]));
    expect(fields.get('data.srcip')?.count).toBe(3);
    expect(fields.get('mine')?.scripted).toBe(true);
    expect(fields.has('gone')).toBe(false);
    expect(fields.get('data.office_365.UserId')).toMatchObject({ type: 'string', aggregatable: true });
    expect(result.refresh?.known).toBe(3);
    expect(result.refresh?.expected).toContain('data.office_365.UserId');
    expect(stored(fake).get('index-pattern:wazuh-alerts-*')?.attributes['timeFieldName']).toBe('timestamp');
  });

  it('keeps what it had when no alert was ever indexed', async () => {
    const before = JSON.stringify([{ name: 'timestamp', type: 'date', count: 0, scripted: false }]);
    const fake = await fakeDashboard({
      indexPatterns: [{ id: 'wazuh-alerts-*', title: 'wazuh-alerts-*', fields: before }],
    });

    await importAll(client(fake));

    expect(fieldsOf(fake).map(field => field.name)).toContain('timestamp');
  });

  it('is left alone when somebody else writes it at the same moment', async () => {
    const fake = await fakeDashboard({
      liveFields: live,
      misbehave: request => {
        if (request.method === 'GET' && request.url?.includes('_fields_for_wildcard')) {
          const pattern = stored(fake).get('index-pattern:wazuh-alerts-*');
          if (pattern) Object.assign(pattern, { version: 'changed by another' });
        }
        return false;
      },
    });

    const { result } = await importAll(client(fake));

    expect(result.refresh).toBeUndefined();
    expect(stored(fake).get('index-pattern:wazuh-alerts-*')?.attributes['fields']).toBeUndefined();
  });

  it('is not touched in a Kibana that stores none', async () => {
    const fake = await fakeDashboard({ version: '7.17.6', liveFields: live });

    const { result } = await importAll(client(fake));

    expect(result.refresh).toBeUndefined();
    expect(fake.requests.filter(request => request.startsWith('PUT'))).toEqual([]);
  });
});
