import { describe, expect, it } from 'vitest';
import { dashboardObjects, toNdjson } from '../../../src/dashboards/generate-dashboards.ts';
import { useIndexPattern } from '../../../src/dashboards/import/use-index-pattern.ts';

describe('useIndexPattern', () => {
  it('leaves everything as it is for the usual pattern', () => {
    expect(useIndexPattern(dashboardObjects(), 'wazuh-alerts-*')).toEqual(dashboardObjects());
  });

  it('changes the id everywhere and nothing else', () => {
    const text = toNdjson(useIndexPattern(dashboardObjects(), 'ID-OF-ANOTHER'));

    expect(text).not.toContain('wazuh-alerts-*');
    expect(text.replaceAll('ID-OF-ANOTHER', 'wazuh-alerts-*')).toBe(toNdjson(dashboardObjects()));
  });
});
