import type { ConfFacts } from '../ossec-conf/conf-facts.ts';
import { WODLE_TAG } from '../ossec-conf/wodle-options.ts';
import type { Notice } from '../report.ts';

/** A second wodle with our tag: somebody copied it, or a tool put it in beside ours. */
export function wodleNotices({ ownWodleLines: lines }: ConfFacts): Notice[] {
  if (lines.length < 2) return [];
  return [
    {
      code: 'two-wodles',
      text: `ossec.conf holds ${lines.length} wodles with the tag ${WODLE_TAG} (lines ${lines.join(', ')}): Wazuh runs the last one only, with its own settings. Take the others out.`,
    },
  ];
}

/** What else in this ossec.conf collects Microsoft 365 events. Nothing here stops an installation. */
export function coexistenceNotices(facts: ConfFacts, tenantIds: readonly string[]): Notice[] {
  const notices: Notice[] = [];
  for (const module of facts.nativeModules.filter(native => native.enabled)) {
    const shared = module.tenantIds.filter(id => tenantIds.includes(id));
    if (shared.length === 0) continue;
    notices.push({
      code: 'native-module',
      text: `Wazuh's own <office365> (line ${module.line}) collects the same tenant ${shared.join(', ')}: every event will be alerted on twice. --take-over switches it off.`,
    });
  }
  for (const wodle of facts.blogWodles) {
    notices.push({
      code: 'blog-wodle',
      text: `The wodle in line ${wodle.line} still runs the blog's office_365.py: every event will be alerted on twice. --take-over switches it off.`,
    });
  }
  return notices;
}

/** What keeps alerts from being seen. */
export function alertNotices(facts: ConfFacts): Notice[] {
  if (facts.jsonAlerts) return [];
  return [
    {
      code: 'no-json-alerts',
      text: 'jsonout_output is not yes in ossec.conf: alerts do not reach alerts.json, so neither the indexer nor the dashboard.',
    },
  ];
}
