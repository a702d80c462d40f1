import { describe, expect, it } from 'vitest';
import { cloudOfDocument } from '../../../src/microsoft/find-cloud.ts';

describe('cloudOfDocument', () => {
  it.each([
    [{ cloud_instance_name: 'microsoftonline.com', tenant_region_scope: 'EU' }, 'worldwide'],
    [
      {
        cloud_instance_name: 'microsoftonline.com',
        tenant_region_scope: 'NA',
        tenant_region_sub_scope: 'GCC',
      },
      'gcc',
    ],
    [{ cloud_instance_name: 'microsoftonline.us', tenant_region_sub_scope: 'DODCON' }, 'gcc-high'],
    [{ cloud_instance_name: 'microsoftonline.com', tenant_region_sub_scope: 'DOD' }, 'dod'],
    [{ cloud_instance_name: 'microsoftonline.com', tenant_region_scope: 'USGov' }, 'gcc-high'],
    [{ cloud_instance_name: 'partner.microsoftonline.cn' }, 'china'],
    [{ cloud_instance_name: 'idp.example', tenant_region_sub_scope: 7 }, undefined],
    [{}, undefined],
    [null, undefined],
    ['text', undefined],
  ])('reads %j as %s', (document, cloud) => {
    expect(cloudOfDocument(document)).toBe(cloud);
  });
});
