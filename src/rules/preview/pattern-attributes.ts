import type { WazuhXmlElement } from '../read/wazuh-xml.ts';
import type { PatternType } from './expression.ts';
import type { ProblemLog } from './problem.ts';

/** The `negate` attribute, since 4.1. Anything but yes and no is a warning and counts as no. */
export function attributeNegate(element: WazuhXmlElement, ruleId: number, log: ProblemLog): boolean {
  const value = element.attributes.find(attribute => attribute.name === 'negate')?.value;
  const word = value?.toLowerCase() ?? 'no';
  if (word !== 'yes' && word !== 'no') warn(element, 'negate', value ?? '', ruleId, log);
  return word === 'yes';
}

/** The `type` attribute, since 4.1. An unknown type is a warning and leaves the element's own default. */
export function attributeType(
  element: WazuhXmlElement,
  fallback: PatternType,
  ruleId: number,
  log: ProblemLog,
): PatternType {
  const value = element.attributes.find(attribute => attribute.name === 'type')?.value;
  const word = value?.toLowerCase();
  if (word === undefined) return fallback;
  if (word === 'osregex' || word === 'osmatch' || word === 'pcre2') return word;
  warn(element, 'type', value ?? '', ruleId, log);
  return fallback;
}

function warn(
  element: WazuhXmlElement,
  attribute: string,
  value: string,
  ruleId: number,
  log: ProblemLog,
): void {
  log.warn(
    '7600',
    element.line,
    `Invalid value '${value}' for attribute '${attribute}' in rule ${ruleId}.`,
    ruleId,
  );
}
