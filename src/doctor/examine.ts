import { type Check, CHECK_GROUPS, type CheckGroup } from './check.ts';
import { CHECKS } from './checks.ts';
import type { DoctorFacts } from './facts.ts';
import type { Finding, FindingStatus } from './finding.ts';
import type { Redactor } from '../wazuh/redactor.ts';

/** What one check found, for the report. */
export interface CheckResult {
  readonly id: string;
  readonly group: CheckGroup;
  readonly title: string;
  readonly findings: readonly Finding[];
}

export interface DoctorReport {
  readonly version: string;
  readonly checkedMs: number;
  /** Undefined when there is none, or none that can be read. */
  readonly home: string | undefined;
  /** By group. Checks that do not concern this home, such as those of agents on a manager, are left out. */
  readonly results: readonly CheckResult[];
  readonly counts: Readonly<Record<FindingStatus, number>>;
}

/**
 * Lets every check look at the facts. Touches nothing.
 *
 * @param redactor knows the secrets that were read meanwhile: none of them leaves in a text.
 */
export function examine(
  facts: DoctorFacts,
  redactor: Redactor,
  checks: readonly Check[] = CHECKS,
): DoctorReport {
  const results = CHECK_GROUPS.flatMap(group =>
    checks
      .filter(check => check.group === group)
      .map(check => ({
        id: check.id,
        group,
        title: check.title,
        findings: check.run(facts).map(finding => cleaned(finding, redactor)),
      }))
      .filter(result => result.findings.length > 0),
  );
  const counts = { ok: 0, warn: 0, fail: 0, skipped: 0 };
  for (const { findings } of results) for (const { status } of findings) counts[status] += 1;
  return {
    version: facts.programVersion,
    checkedMs: facts.nowMs,
    home: facts.home.known ? facts.home.value.path : undefined,
    results,
    counts,
  };
}

function cleaned(finding: Finding, redactor: Redactor): Finding {
  const text = redactor.redact(finding.text);
  return 'cure' in finding ? { ...finding, text, cure: redactor.redact(finding.cure) } : { ...finding, text };
}
