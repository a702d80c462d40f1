import type { AuditEvent } from '../../src/events/audit-event.ts';
import type { ContentType } from '../../src/events/content-type.ts';
import { type Marks, lagBand } from '../../src/events/envelope.ts';
import { HEALTH_OPERATIONS, healthAuditEvent } from '../../src/collect/health.ts';
import { generateRulesetFiles } from '../../src/rules/generate.ts';
import { createSession } from '../../src/rules/preview/create-session.ts';
import { loadRuleset } from '../../src/rules/preview/load-ruleset.ts';
import { Rng } from '../../src/simulator/rng.ts';
import { CONTENT_TYPE_SHARES, RECIPES } from '../../src/simulator/synthesize/recipes.ts';
import { sampleEvent } from '../../src/simulator/synthesize/sample-event.ts';

/** An alert as analysisd writes it to alerts.json, with what the indexer's pipeline adds to it. */
export interface SimulatedAlert {
  readonly timestamp: string;
  readonly rule: {
    readonly id: string;
    readonly level: number;
    readonly description: string;
    readonly groups: readonly string[];
    readonly mitre?: {
      readonly id: readonly string[];
      readonly technique: readonly string[];
      readonly tactic: readonly string[];
    };
  };
  readonly data: Readonly<Record<string, unknown>>;
  readonly [member: string]: unknown;
}

export interface AlertSimulation {
  readonly seed?: number;
  /** Events beside those that make every operation occur twice. */
  readonly events?: number;
  readonly endMs?: number;
  readonly hours?: number;
}

interface Arriving {
  readonly atMs: number;
  readonly event: AuditEvent;
  readonly marks: Marks;
}

const HOUR_MS = 3_600_000;
const TENANT = 'contoso';
/** Hours from the start in which SharePoint's feed is silent. */
const SILENCE = [30, 37] as const;
const SPRAY_HOUR = 50;

/**
 * Alerts of some days of a synthetic tenant: every operation that the simulator knows, by day more than by night, a password spray, a
 * silence of one feed and what the collector says about itself; judged by our own decoder and rules. Same seed, same alerts.
 */
export function simulateAlerts(simulation: AlertSimulation = {}): readonly SimulatedAlert[] {
  const { seed = 1, events = 2_000, endMs = Date.UTC(2031, 0, 15, 12), hours = 72 } = simulation;
  const rng = new Rng(seed, 'alerts');
  const startMs = endMs - hours * HOUR_MS;
  const arriving = [
    ...everyday(rng, events, startMs, hours),
    ...spray(rng, startMs + Math.min(SPRAY_HOUR, hours - 1) * HOUR_MS),
    ...fromOutside(rng, startMs, hours),
    ...aboutItself(startMs, hours),
  ].sort((a, b) => a.atMs - b.atMs);
  return judged(arriving, rng);
}

function everyday(rng: Rng, count: number, startMs: number, hours: number): Arriving[] {
  const weighted = RECIPES.map(recipe => ({
    recipe,
    weight: (recipe.weight * CONTENT_TYPE_SHARES[recipe.contentType]) / totalWeight(recipe.contentType),
  }));
  const chosen = Array.from({ length: count }, () => {
    let left = rng.next() * 100;
    return (weighted.find(one => (left -= one.weight) < 0) ?? weighted[0])?.recipe;
  });
  const arriving: Arriving[] = [];
  for (const recipe of [...chosen, ...RECIPES, ...RECIPES]) {
    if (!recipe) continue;
    const atMs = daytime(rng, startMs, hours, recipe.contentType);
    const late = rng.chance(0.02);
    const backfill = !late && rng.chance(0.02);
    const delayMs = backfill
      ? 40 * HOUR_MS
      : late
        ? rng.int(5, 60) * HOUR_MS
        : Math.round(60_000 * 8 * 2 ** (4 * rng.next()));
    arriving.push(
      arrive(sampleEvent(recipe.operation, rng, recipe.workload), recipe.contentType, atMs, delayMs, {
        late,
        backfill,
      }),
    );
  }
  return arriving;
}

function totalWeight(contentType: ContentType): number {
  return RECIPES.filter(recipe => recipe.contentType === contentType).reduce(
    (sum, recipe) => sum + recipe.weight,
    0,
  );
}

/** Office hours are three times as busy as the night; SharePoint's feed has a silence. */
function daytime(rng: Rng, startMs: number, hours: number, contentType: ContentType): number {
  for (;;) {
    const hour = rng.next() * hours;
    const atMs = Math.floor(startMs + hour * HOUR_MS);
    const clock = new Date(atMs).getUTCHours();
    if (contentType === 'Audit.SharePoint' && hour >= SILENCE[0] && hour < SILENCE[1]) continue;
    if (clock >= 7 && clock < 18 ? true : rng.chance(0.3)) return atMs;
  }
}

/** One address tries one password on forty users and gets in once. */
function spray(rng: Rng, startMs: number): Arriving[] {
  const address = '203.0.113.66';
  return Array.from({ length: 41 }, (_, n) => {
    const event = sampleEvent(n < 40 ? 'UserLoginFailed' : 'UserLoggedIn', rng);
    return arrive(
      {
        ...event,
        ClientIP: address,
        ActorIpAddress: address,
        ...(n < 40 ? { LogonError: 'InvalidUserNameOrPassword', ErrorNumber: '50126' } : {}),
      },
      'Audit.AzureActiveDirectory',
      startMs + n * 20_000,
      9 * 60_000,
      {},
    );
  });
}

/** Somebody of another organization in a mailbox: the simulator's own mailbox events are all from inside. */
function fromOutside(rng: Rng, startMs: number, hours: number): Arriving[] {
  return [0.2, 0.5, 0.8].map(share =>
    arrive(
      { ...sampleEvent('MailItemsAccessed', rng), ExternalAccess: true },
      'Audit.Exchange',
      startMs + Math.floor(share * hours * HOUR_MS),
      9 * 60_000,
      {},
    ),
  );
}

function aboutItself(startMs: number, hours: number): Arriving[] {
  return HEALTH_OPERATIONS.map((operation, n) => {
    const atMs = startMs + Math.floor(((n + 0.5) * hours * HOUR_MS) / HEALTH_OPERATIONS.length);
    const health = {
      operation,
      tenant: TENANT,
      contentType: 'Audit.SharePoint' as const,
      detail: `Told by a test: ${operation}.`,
    };
    return { atMs, event: healthAuditEvent(health, atMs), marks: { tenant: TENANT } };
  });
}

function arrive(
  event: AuditEvent,
  subscription: ContentType,
  atMs: number,
  delayMs: number,
  more: Pick<Marks, 'late' | 'backfill'>,
): Arriving {
  const createdMs = atMs - delayMs - 30_000;
  const dated = { ...event, CreationTime: new Date(createdMs).toISOString().slice(0, 19) };
  const band = lagBand(dated.CreationTime, atMs);
  return {
    atMs,
    event: dated,
    marks: { tenant: TENANT, subscription, ...(band ? { lag_band: band } : {}), ...more },
  };
}

function judged(arriving: readonly Arriving[], rng: Rng): readonly SimulatedAlert[] {
  const files = generateRulesetFiles().map(({ path, text }) => ({
    name: path.slice(path.indexOf('/') + 1),
    text,
    path,
  }));
  const ruleset = loadRuleset({
    files: files.filter(file => file.path.startsWith('rules/')),
    decoders: files.filter(file => file.path.startsWith('decoders/')),
  });
  const session = createSession(ruleset, { engine: 'analysisd' });
  const alerts: SimulatedAlert[] = [];
  for (const { atMs, event, marks } of arriving) {
    const found = session.evaluate(
      { office_365: event, o365_wazuh: { ...marks } as AuditEvent },
      { location: 'office_365', atMs },
    );
    if (!found.alert) continue;
    alerts.push({
      timestamp: new Date(atMs).toISOString().replace('Z', '+0000'),
      rule: {
        level: found.level ?? 0,
        description: found.description ?? '',
        id: String(found.rule ?? 0),
        ...(found.mitre && found.mitre.length > 0
          ? {
              mitre: {
                id: found.mitre,
                tactic: found.mitre.map(() => 'Credential Access'),
                technique: found.mitre.map(techniqueName),
              },
            }
          : {}),
        firedtimes: found.firedtimes,
        mail: (found.level ?? 0) >= 12,
        groups: found.groups ?? [],
      } as SimulatedAlert['rule'],
      agent: { id: '000', name: 'wazuh-manager' },
      manager: { name: 'wazuh-manager' },
      id: `${Math.floor(atMs / 1000)}.${alerts.length}`,
      decoder: { name: found.decoder },
      data: {
        ...(found.srcip === undefined ? {} : { srcip: found.srcip }),
        ...(found.dstuser === undefined ? {} : { dstuser: found.dstuser }),
        ...found.data,
      },
      location: 'office_365',
      ...(found.srcip === undefined ? {} : { GeoLocation: placeOf(rng) }),
    });
  }
  return alerts;
}

const PLACES = [
  ['Austria', 'Vienna', 48.2, 16.37],
  ['Germany', 'Berlin', 52.52, 13.4],
  ['Norway', 'Oslo', 59.91, 10.75],
  ['Brazil', 'Recife', -8.05, -34.88],
] as const;

/** As the indexer's GeoIP pipeline would, had the addresses of documentation a place. */
function placeOf(rng: Rng): Record<string, unknown> {
  const [country, city, lat, lon] = rng.pick(PLACES);
  return { country_name: country, city_name: city, region_name: city, location: { lat, lon } };
}

const TECHNIQUES: Readonly<Record<string, string>> = {
  'T1078.004': 'Cloud Accounts',
  'T1098.001': 'Additional Cloud Credentials',
  'T1098.002': 'Additional Email Delegate Permissions',
  'T1098.003': 'Additional Cloud Roles',
  'T1098.005': 'Device Registration',
  T1098: 'Account Manipulation',
  'T1110.001': 'Password Guessing',
  'T1110.003': 'Password Spraying',
  'T1114.002': 'Remote Email Collection',
  'T1114.003': 'Email Forwarding Rule',
  'T1136.003': 'Cloud Account',
  'T1484.002': 'Trust Modification',
  T1528: 'Steal Application Access Token',
  T1530: 'Data from Cloud Storage',
  T1531: 'Account Access Removal',
  'T1556.006': 'Multi-Factor Authentication',
  'T1556.009': 'Conditional Access Policies',
  'T1562.008': 'Disable or Modify Cloud Logs',
  T1562: 'Impair Defenses',
  'T1564.008': 'Email Hiding Rules',
  T1489: 'Service Stop',
  T1539: 'Steal Web Session Cookie',
  'T1550.001': 'Application Access Token',
  'T1556.007': 'Hybrid Identity',
  T1557: 'Adversary-in-the-Middle',
  T1566: 'Phishing',
  'T1566.002': 'Spearphishing Link',
  T1567: 'Exfiltration Over Web Service',
  T1621: 'Multi-Factor Authentication Request Generation',
};

function techniqueName(id: string): string {
  return TECHNIQUES[id] ?? id;
}
