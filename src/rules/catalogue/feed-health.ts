import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule, Theme } from '../model.ts';
import { operation } from '../patterns.ts';
import { NODE } from './nodes.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 800 + offset;

interface Trouble {
  readonly offset: number;
  readonly level: number;
  readonly operation: string;
  readonly title: string;
  readonly why: string;
  readonly whatToDo: string;
  readonly blind?: true;
}

/** What the collector tells of itself. Operations are never renamed. */
const TROUBLES: readonly Trouble[] = [
  {
    offset: 1,
    level: 10,
    operation: 'FeedStalled',
    title: 'no fresh events',
    why: 'Nothing new was settled for an hour or three intervals.',
    whatToDo: 'Run o365-wazuh doctor.',
    blind: true,
  },
  {
    offset: 2,
    level: 3,
    operation: 'FeedRecovered',
    title: 'a trouble is over',
    why: 'A condition that was told before has ended.',
    whatToDo: 'Nothing.',
  },
  {
    offset: 3,
    level: 12,
    operation: 'FeedGap',
    title: 'a span of time is lost',
    why: 'Microsoft no longer offers that span: it can’t be fetched any more.',
    whatToDo: 'Search the audit log in the Purview portal for that span; shorten outages to below 7 days.',
    blind: true,
  },
  {
    offset: 4,
    level: 7,
    operation: 'FeedThrottled',
    title: 'Microsoft slows the feed down',
    why: 'More requests than Microsoft allows: events come late.',
    whatToDo: 'See which other product reads the same tenant.',
  },
  {
    offset: 5,
    level: 10,
    operation: 'AuthenticationFailing',
    title: 'Microsoft refuses the credentials',
    why: 'The secret or certificate is wrong or over, or the application is gone.',
    whatToDo: 'Run o365-wazuh doctor; renew the secret.',
    blind: true,
  },
  {
    offset: 6,
    level: 7,
    operation: 'CredentialExpiring',
    title: 'the secret or certificate ends soon',
    why: 'After its end nothing is collected.',
    whatToDo: 'Renew it and run o365-wazuh tenant.',
  },
  {
    offset: 7,
    level: 10,
    operation: 'PermissionMissing',
    title: 'a permission is missing',
    why: 'The application may not read a content type (any more).',
    whatToDo: 'Grant ActivityFeed.Read, and ActivityFeed.ReadDlp for DLP.All, with admin consent.',
    blind: true,
  },
  {
    offset: 8,
    level: 14,
    operation: 'AuditingOff',
    title: 'the audit log of the tenant is off',
    why: 'Nothing is recorded: whoever turned it off may be hiding something.',
    whatToDo: 'Turn it on again in the Purview portal; find out who turned it off.',
    blind: true,
  },
  {
    offset: 9,
    level: 5,
    operation: 'DeadLetter',
    title: 'events were shortened or set aside',
    why: 'They did not fit Wazuh’s limits. What privacy settings leave of them is kept.',
    whatToDo: 'Look at them with o365-wazuh dead-letter list.',
  },
  {
    offset: 10,
    level: 5,
    operation: 'DeliveryUnconfirmed',
    title: 'events were sent again',
    why: 'The manager’s own figures did not confirm them: some may be there twice.',
    whatToDo: 'If it repeats, look at the load of the manager.',
  },
  {
    offset: 11,
    level: 12,
    operation: 'BlobLost',
    title: 'events are lost',
    why: 'A blob was listed and could not be fetched before it expired.',
    whatToDo: 'Run o365-wazuh verify; search the audit log in the Purview portal for that time.',
    blind: true,
  },
  {
    offset: 12,
    level: 8,
    operation: 'StateReset',
    title: 'the memory of what was delivered was lost',
    why: 'Events of the last days may come twice.',
    whatToDo: 'Find out why the state file was damaged or removed.',
  },
];

/** The feed about itself: a blind SIEM must say so. */
export const FEED_HEALTH: Theme = {
  name: 'feed-health',
  title: 'Health of the feed',
  rules: [
    defineRule({
      id: at(0),
      level: 4,
      parent: NODE.health,
      description:
        'o365-wazuh: $(office_365.Operation) for $(office_365.Tenant) $(office_365.ContentType): $(office_365.Detail)',
      groups: ['o365_feed_health'],
      compliance: 'monitoring',
      why: 'The collector says something that these rules do not know yet.',
      hits: [health('SomethingNew')],
      misses: [{ ...health('SomethingNew'), Workload: 'Exchange' }],
    }),
    ...TROUBLES.map(troubleRule),
  ],
};

function troubleRule({ offset, level, operation: name, title, why, whatToDo, blind }: Trouble): Rule {
  return defineRule({
    id: at(offset),
    level,
    parent: at(0),
    fields: [operation(name)],
    description: `o365-wazuh: ${title} for $(office_365.Tenant) $(office_365.ContentType): $(office_365.Detail)`,
    groups: ['o365_feed_health', ...(blind === true ? ['o365_feed_blind'] : [])],
    compliance: 'monitoring',
    mitre: name === 'AuditingOff' ? ['T1562.008'] : [],
    why,
    whatToDo,
    hits: [health(name)],
    misses: [health('SomethingNew')],
  });
}

function health(name: string) {
  return {
    Workload: 'o365-wazuh',
    Operation: name,
    Tenant: 'contoso',
    ContentType: 'Audit.Exchange',
    Detail: 'Some detail.',
  };
}
