import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addTenant, removeTenant, setTenantKeys } from '../../../src/config/edit-tenants.ts';

const CONFIG = `# The configuration of our SIEM.   Ask before editing!
version: 1     # do not change
interval:   10m

tenants:
    # All tenants, oldest first.
    - name: contoso   # head office
      tenant_id: "1"
      content_types: [ DLP.All,Audit.General ]   # as agreed

    # Bought in 2024.
    # Contact: the branch.
    - name: fabrikam
      tenant_id: '2'
      # not yet DLP

    - {name: flow, tenant_id: x}
    - name: last
      tenant_id: "4"
# trailing remark

log_level: info
`;

const NEW = { name: 'new', tenant_id: '9', content_types: ['DLP.All'] };

interface Written {
  readonly tenants: readonly { readonly name: string }[];
}
const names = (text: string): string[] => (parse(text) as Written).tenants.map(tenant => tenant.name);

describe('addTenant', () => {
  it('puts the tenant behind the last one and changes no other byte', () => {
    const added = addTenant(CONFIG, NEW);

    expect(added).toBe(
      CONFIG.replace(
        '      tenant_id: "4"\n',
        '      tenant_id: "4"\n    - name: new\n      tenant_id: "9"\n      content_types:\n        - DLP.All\n',
      ),
    );
  });

  it('keeps Windows line ends', () => {
    const added = addTenant(CONFIG.replaceAll('\n', '\r\n'), NEW);

    expect(added.replaceAll('\r\n', '')).not.toContain('\n');
    expect(names(added)).toEqual(['contoso', 'fabrikam', 'flow', 'last', 'new']);
  });

  it.each([
    ['no list', 'version: 1 # one\n'],
    ['an empty list', 'version: 1 # one\ntenants: []\n'],
    ['nothing behind the key', 'version: 1 # one\ntenants:\n'],
    ['a list in flow style', 'version: 1 # one\ntenants: [{name: a}]\n'],
    ['a list without indentation', 'version: 1 # one\ntenants:\n- name: a\n  cloud: gcc\n'],
    ['no line end at the end', 'version: 1 # one\ntenants:\n- name: a'],
    [
      'a block scalar at the end',
      'version: 1 # one\ntenants:\n- name: a\n  note: |\n    # not a comment\n    text\n\n',
    ],
  ])('takes a file with %s', (_, text) => {
    const added = addTenant(text, NEW);

    expect(added).toContain('# one');
    expect(names(added).at(-1)).toBe('new');
    expect((parse(added) as Written).tenants.slice(0, -1)).toEqual((parse(text) as Written).tenants ?? []);
  });
});

describe('removeTenant', () => {
  it('takes the tenant out with the comment right above it, and changes no other byte', () => {
    expect(removeTenant(CONFIG, 'config', 'fabrikam')).toBe(
      CONFIG.replace(
        "    # Bought in 2024.\n    # Contact: the branch.\n    - name: fabrikam\n      tenant_id: '2'\n",
        '',
      ),
    );
  });

  it('leaves the comment above the first tenant, which may speak of all', () => {
    const removed = removeTenant(CONFIG, 'config', 'contoso') ?? '';

    expect(removed).toContain('    # All tenants, oldest first.\n');
    expect(names(removed)).toEqual(['fabrikam', 'flow', 'last']);
  });

  it('takes the last tenant of a config.yml out', () => {
    const text = 'version: 1 # one\ntenants:\n  - name: a\nlog_level: info # quiet\n';

    expect(removeTenant(text, 'config', 'a')).toBe(
      'version: 1 # one\ntenants: []\nlog_level: info # quiet\n',
    );
  });

  it('says that nothing is left of a file in tenants.d, or takes one out of its list', () => {
    expect(removeTenant('name: a\n', 'tenant-file', 'a')).toBeUndefined();
    expect(removeTenant('- name: a\n', 'tenant-file', 'a')).toBeUndefined();
    expect(removeTenant('- name: a\n\n# b\n- name: b\n', 'tenant-file', 'b')).toBe('- name: a\n\n');
    expect(removeTenant('- name: a # one\n- name: b\n', 'tenant-file', 'x')).toBe(
      '- name: a # one\n- name: b\n',
    );
  });

  it('gives back what was there before a tenant was added, byte for byte', () => {
    const piece = fc.constantFrom(
      '  # a remark\n',
      '\n',
      '  - name: NAME\n    cloud: gcc\n',
      '  - name: NAME # head\n    content_types:\n      - DLP.All\n\n',
      '  - cloud: "x"\n    name: NAME\n    # inner\n',
      '  -   name: NAME\n      note: |\n        # text\n        more\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.boolean(), (pieces, windows) => {
        let count = 0;
        const body = pieces.map(text => text.replace('NAME', () => `t${count++}`)).join('');
        const plain = `version: 1\ntenants:\n  - name: first\n${body}interval: 5m # end\n`;
        const text = windows ? plain.replaceAll('\n', '\r\n') : plain;

        const added = addTenant(text, NEW);

        expect(names(added)).toEqual([...names(text), 'new']);
        expect(removeTenant(added, 'config', 'new')).toBe(text);
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});

describe('setTenantKeys', () => {
  it('changes what is asked for, and keeps every comment', () => {
    const text = setTenantKeys(CONFIG, 'config', 'contoso', { tenant_id: '7', content_types: undefined });

    expect(parse(text)).toMatchObject({ tenants: [{ name: 'contoso', tenant_id: '7' }, {}, {}, {}] });
    for (const comment of CONFIG.match(/#.*/g) ?? []) {
      if (!comment.includes('as agreed')) expect(text).toContain(comment);
    }
  });

  it('leaves a file byte for byte that says it already, or has no such tenant', () => {
    expect(setTenantKeys(CONFIG, 'config', 'fabrikam', { tenant_id: '2', cloud: undefined })).toBe(CONFIG);
    expect(setTenantKeys(CONFIG, 'config', 'nobody', { tenant_id: '2' })).toBe(CONFIG);
  });

  it('changes the one tenant of a file in tenants.d, or one of its list', () => {
    expect(setTenantKeys('# x\nname: a\ncloud: gcc\n', 'tenant-file', 'a', { cloud: 'dod' })).toBe(
      '# x\nname: a\ncloud: dod\n',
    );
    expect(setTenantKeys('- name: a\n- name: b # b\n', 'tenant-file', 'b', { cloud: 'dod' })).toBe(
      '- name: a\n- name: b # b\n  cloud: dod\n',
    );
  });
});
