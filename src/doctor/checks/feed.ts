import type { Check } from '../check.ts';
import type { DoctorFacts } from '../facts.ts';
import { fail, type Finding, ok, skipped, skipUnknown, warn } from '../finding.ts';
import { noCollector } from '../installed.ts';
import type { PartitionReport } from '../../state/state-report.ts';
import { count, moment, span } from '../../terminal/words.ts';

/** As the collector's own health event: three missed runs, at least an hour (`collect/health.ts`). */
const STALLED_MS = 3_600_000;
/** Attempts within half a day of back-off. */
const STUBBORN_ATTEMPTS = 10;

export const feedCheck: Check = {
  id: 'feed',
  group: 'Collector',
  title: 'Feed',
  about:
    'Each content type of each tenant is settled up to the last hour, without gaps in the last 7 days, lost blobs, or blobs that fail again and again.',
  run(facts) {
    const none = noCollector(facts);
    if (none !== undefined) return [skipped(none)];
    const { state, config } = facts;
    if (!state.known) return [skipUnknown(state)];
    if (!config.known) return [skipped('config.yml cannot be read')];
    return config.value.tenants.flatMap(tenant => {
      const parts = tenant.contentTypes.map(contentType => ({
        contentType,
        report: state.value.partitions.find(
          one => one.tenantId === tenant.tenantId && one.contentType === contentType,
        ),
      }));
      const findings = parts.flatMap(({ contentType, report }) =>
        findingsOf(`${tenant.name} ${contentType}`, report, facts),
      );
      return findings.length > 0
        ? findings
        : [
            ok(
              `${count(parts.length, 'content type')} settled up to ${oldestCursor(parts, facts)} ago`,
              tenant.name,
            ),
          ];
    });
  },
};

function findingsOf(about: string, report: PartitionReport | undefined, facts: DoctorFacts): Finding[] {
  const { nowMs, config } = facts;
  if (report?.cursorMs === undefined) {
    return [
      warn(
        'nothing is settled yet',
        'Wait for the first run to end; the last run’s check says why if it does not.',
        about,
      ),
    ];
  }
  const findings: Finding[] = [];
  const staleMs = Math.max(STALLED_MS, 3 * (config.known ? config.value.intervalMs : 0));
  const behindMs = nowMs - report.cursorMs;
  if (behindMs > staleMs) {
    findings.push(
      fail(
        `settled up to ${span(behindMs)} ago only, ${count(report.unfinishedBlobs, 'blob')} waiting`,
        'The last run’s check and logs/o365-wazuh.log say what holds it up. Microsoft keeps content for 7 days.',
        about,
      ),
    );
  }
  const gaps = report.gaps.filter(gap => nowMs - gap.recordedMs < 7 * 86_400_000);
  const [gap] = gaps;
  if (gap) {
    findings.push(
      warn(
        `${count(gaps.length, 'gap')} in the last 7 days, the first from ${moment(gap.fromMs)} to ${moment(gap.toMs)} (${gap.reason})`,
        'What is missing can be looked up in Microsoft Purview, Audit.',
        about,
      ),
    );
  }
  if (report.maxAttempts >= STUBBORN_ATTEMPTS) {
    findings.push(
      warn(
        `a blob has failed ${report.maxAttempts} times and is tried again`,
        'logs/o365-wazuh.log says why; it is given up when Microsoft no longer offers it.',
        about,
      ),
    );
  }
  return findings;
}

function oldestCursor(
  parts: readonly { readonly report: PartitionReport | undefined }[],
  { nowMs }: DoctorFacts,
): string {
  return span(Math.max(...parts.map(({ report }) => nowMs - (report?.cursorMs ?? nowMs))));
}
