import { describe, expect, it } from 'vitest';
import { coverageText, coveredTechniques } from '../../../../src/rules/attack/coverage.ts';
import { navigatorLayer } from '../../../../src/rules/attack/navigator-layer.ts';
import { TACTICS } from '../../../../src/rules/attack/tactics.ts';
import { TECHNIQUES } from '../../../../src/rules/attack/techniques.ts';
import { catalogueEntries } from '../../../../src/rules/catalogue-index.ts';

const entries = catalogueEntries();
const techniques = coveredTechniques(entries);

describe('the techniques of the catalogue', () => {
  it('have a name and a tactic each, and so have their parents', () => {
    for (const id of techniques.map(one => one.id).flatMap(one => [one, one.replace(/\..*/, '')])) {
      expect(TECHNIQUES[id]?.name, id).toBeTruthy();
      expect(TECHNIQUES[id]?.tactics.length, id).toBeGreaterThan(0);
    }
  });

  it('have the tactics of their parents', () => {
    for (const [id, { tactics }] of Object.entries(TECHNIQUES)) {
      const parent = TECHNIQUES[id.replace(/\..*/, '')];
      for (const tactic of tactics) expect(parent?.tactics, id).toContain(tactic);
    }
  });

  it('stand below every tactic they serve, with their rules counted', () => {
    const text = coverageText(techniques);

    for (const title of Object.values(TACTICS)) expect(text).toContain(title);
    expect(text).toMatch(
      /T1114\.003 {2}Email Collection: Email Forwarding Rule +\d+ rules, up to level \d\d/,
    );
    expect(text.match(/T1078\.004 /g)).toHaveLength(4);
  });
});

describe('the layer for the ATT&CK Navigator', () => {
  const layer = navigatorLayer(techniques, '1.2.3');

  it('is of format 4.5 and names each technique once', () => {
    expect(layer.versions.layer).toBe('4.5');
    expect(layer.domain).toBe('enterprise-attack');
    const ids = layer.techniques.map(one => one.techniqueID);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^T\d{4}(?:\.\d{3})?$/);
  });

  it('scores a technique by its rules and unfolds its parent', () => {
    const forwarding = layer.techniques.find(one => one.techniqueID === 'T1114.003');
    const rules = entries.filter(({ rule }) => rule.node !== true && rule.mitre.includes('T1114.003'));

    expect(forwarding?.score).toBe(rules.length);
    expect(forwarding?.comment).toContain('111401 (level 10)');
    expect(layer.techniques.find(one => one.techniqueID === 'T1114')?.showSubtechniques).toBe(true);
    expect(layer.gradient.maxValue).toBe(Math.max(...layer.techniques.map(one => one.score)));
  });
});
