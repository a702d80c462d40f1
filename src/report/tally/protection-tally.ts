import { TopCounter } from '../count/top-counter.ts';
import type { Alert } from '../read/alert.ts';
import { cutText } from '../read/cut-text.ts';
import { isFields } from '../read/parse-alert.ts';
import { operationName } from './operation-name.ts';

const CAPACITY = 1_000;
/** SharePoint, Exchange, their classification, endpoints, on-premises scanners. */
const DLP_RECORD_TYPES = new Set(['11', '13', '33', '63', '99', '100', '107']);
const SECURITY_ALERTS = '40';
/** Mail, links, files. */
const THREAT_RECORD_TYPES = new Set(['28', '41', '47']);

export interface PolicySeen {
  severity: string;
  lastMs: number;
}

/** Data loss prevention, Microsoft's own alerts, and threats in mail. */
export class ProtectionTally {
  dlpMatches = 0;
  dlpOverrides = 0;
  threats = 0;
  readonly policies = new TopCounter<PolicySeen>(CAPACITY, newPolicy);
  readonly rules = new TopCounter<PolicySeen>(CAPACITY, newPolicy);
  readonly alerts = new TopCounter<{ severity: string; category: string; lastMs: number }>(CAPACITY, () => ({
    severity: '',
    category: '',
    lastMs: 0,
  }));
  readonly verdicts = new TopCounter<{ lastMs: number }>(CAPACITY, () => ({ lastMs: 0 }));

  add(alert: Alert): void {
    if (DLP_RECORD_TYPES.has(alert.recordType)) this.#addDlp(alert);
    else if (alert.recordType === SECURITY_ALERTS) this.#addAlert(alert);
    else if (THREAT_RECORD_TYPES.has(alert.recordType)) this.#addThreat(alert);
  }

  #addDlp(alert: Alert): void {
    this.dlpMatches += 1;
    if (operationName(alert.operation) === 'dlpruleundo') this.dlpOverrides += 1;
    for (const policy of listOf(alert.event['PolicyDetails'])) {
      const name = cutText(policy['PolicyName'], 160);
      const rules = listOf(policy['Rules']);
      if (name !== '') note(this.policies.add(name), alert, cutText(rules[0]?.['Severity'], 20));
      for (const rule of rules) {
        const ruleName = cutText(rule['RuleName'], 160);
        if (ruleName !== '') note(this.rules.add(ruleName), alert, cutText(rule['Severity'], 20));
      }
    }
  }

  #addAlert(alert: Alert): void {
    const seen = this.alerts.add(cutText(alert.event['Name'], 160) || 'Unnamed');
    seen.severity = cutText(alert.event['Severity'], 20);
    seen.category = cutText(alert.event['Category'], 60);
    seen.lastMs = Math.max(seen.lastMs, alert.timeMs);
  }

  #addThreat(alert: Alert): void {
    this.threats += 1;
    const seen = this.verdicts.add(cutText(alert.event['Verdict'], 60) || alert.operation);
    seen.lastMs = Math.max(seen.lastMs, alert.timeMs);
  }
}

function newPolicy(): PolicySeen {
  return { severity: '', lastMs: 0 };
}

function note(seen: PolicySeen, alert: Alert, severity: string): void {
  if (severity !== '') seen.severity = severity;
  seen.lastMs = Math.max(seen.lastMs, alert.timeMs);
}

/** The objects of a list; more than a hundred are in no real event. */
function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? (value.slice(0, 100) as unknown[]).filter(isFields) : [];
}
