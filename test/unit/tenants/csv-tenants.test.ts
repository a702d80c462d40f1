import { describe, expect, it } from 'vitest';
import { readCsvTenants } from '../../../src/tenants/csv-tenants.ts';

const [T, C] = ['11111111-2222-3333-4444-555555555555', 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'];

const problems = (text: string): string[] =>
  readCsvTenants(text, 'x.csv').problems.map(
    ({ line, path, value, rule }) => `${line ?? '-'} ${path} ${value ?? ''} ${rule}`,
  );

describe('readCsvTenants', () => {
  it('makes of each row the keys of a tenant, and leaves out what is empty', () => {
    const text = `cloud,name,client_id,tenant_id,client_secret,content_types,stop_others
gcc,a,${C},${T},s1,Audit.General; DLP.All,TRUE
,b,${C},${T},"s2 ",,
`;

    expect(readCsvTenants(text, 'x.csv')).toEqual({
      tenants: [
        {
          line: 2,
          name: 'a',
          keys: {
            cloud: 'gcc',
            client_id: C,
            tenant_id: T,
            content_types: ['Audit.General', 'DLP.All'],
            stop_others: true,
          },
          secret: 's1',
        },
        { line: 3, name: 'b', keys: { client_id: C, tenant_id: T }, secret: 's2' },
      ],
      problems: [],
    });
  });

  it('makes of a dotted column a key within a key', () => {
    const text = `name,tenant_id,client_id,credential.type,credential.file\na,${T},${C},certificate,/etc/a.pem\n`;

    expect(readCsvTenants(text, 'x.csv').tenants[0]?.keys['credential']).toEqual({
      type: 'certificate',
      file: '/etc/a.pem',
    });
  });

  it('names a secret file, and a credential of systemd as such', () => {
    const text = `name,tenant_id,client_id,client_secret_file\na,${T},${C},secrets/a\nb,${T},${C},systemd:b\n`;

    expect(readCsvTenants(text, 'x.csv').tenants).toMatchObject([
      { secretFile: 'secrets/a' },
      { keys: { client_secret_file: 'systemd:b' } },
    ]);
  });

  it('tells every bad row at once, by line and rule', () => {
    const text = `name,tenant_id,client_id,client_secret_file,cloud
A,${T},${C},s,gcc
b,contoso,${C},s,mars
c,${T},${C},,
d,${T}
`;

    expect(problems(text)).toEqual([
      '2 name "A" must be 1 to 63 of a-z, 0-9, dot, dash, underscore, starting with a letter or digit',
      '3 tenant_id "contoso" must be the directory (tenant) id, a GUID',
      expect.stringMatching(/^3 cloud "mars" must be one of worldwide/),
      '4   must have exactly one of client_secret_file, client_secret_env and credential',
      '5   has 2 fields; the first line names 5 columns',
    ]);
  });

  it.each([
    ['', '1   must begin with a line that names the columns'],
    ['name,tenant_id,colour\n', '1  "colour" is no column; known are name, tenant_id'],
    ['name,name,tenant_id\n', '1  "name" is the name of two columns'],
    ['name\n', '1  "tenant_id" is a column that must be there'],
    ['name,tenant_id\n', '-   holds no tenant'],
  ])('refuses %j', (text, problem) => {
    expect(problems(text)[0]).toContain(problem);
  });

  it('refuses a secret and a secret file in one row', () => {
    expect(problems(`name,tenant_id,client_id,client_secret,client_secret_file\na,${T},${C},s,f\n`)).toEqual([
      '2   must not have both client_secret and client_secret_file',
    ]);
  });

  it('shows no value where the row holds a secret, which may stand in the wrong column', () => {
    const rows = problems(`name,tenant_id,client_id,client_secret\na,s3cr3t,${C},${T}\n`);

    expect(rows).toHaveLength(1);
    expect(rows[0]).not.toContain('s3cr3t');
  });
});
