import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContentType } from '../../../src/events/content-type.ts';
import { type CollectorFlags, type CollectorRun, runCollector } from '../../../src/collector-run.ts';
import { type Simulator, startSimulator } from '../../../src/simulator/server.ts';
import type { SimulatorOptions } from '../../../src/simulator/simulated-host.ts';
import { WorldClock } from '../../../src/simulator/world-clock.ts';
import type { Tempo } from '../../../src/wiring.ts';
import { Analysisd } from '../../stand-ins/analysisd.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** What a delivered message says, as far as the tests look at it. */
export interface Delivered {
  readonly event: Readonly<Record<string, unknown>>;
  readonly marks: Readonly<Record<string, unknown>>;
}

/** The whole feed on one machine: a simulated Microsoft over HTTP, a home with a stand-in for analysisd, the real state. */
export class FeedScene implements AsyncDisposable {
  readonly simulator: Simulator;
  readonly home: TempHome;
  readonly clock: WorldClock;
  readonly tempo: Tempo;
  readonly analysisd: Analysisd;

  static async open(
    options: SimulatorOptions & {
      readonly collected?: readonly ContentType[];
      readonly feedLimits?: NonNullable<Tempo['feedLimits']>;
    } = {},
  ): Promise<FeedScene> {
    const clock = new WorldClock();
    const { collected = ['Audit.Exchange', 'Audit.SharePoint'], feedLimits = {}, ...rest } = options;
    const simulator = await startSimulator({ events: 0, eventsPerBlob: 20, seed: 11, clock, ...rest });
    const home = new TempHome();
    const analysisd = await Analysisd.start({ home: home.path });
    return new FeedScene(simulator, clock, home, analysisd, collected, feedLimits);
  }

  private constructor(
    simulator: Simulator,
    clock: WorldClock,
    home: TempHome,
    analysisd: Analysisd,
    collected: readonly ContentType[],
    feedLimits: NonNullable<Tempo['feedLimits']>,
  ) {
    this.simulator = simulator;
    this.clock = clock;
    this.home = home;
    this.analysisd = analysisd;
    const wait = (ms: number, signal?: AbortSignal) => sleep(ms, undefined, signal ? { signal } : {});
    this.tempo = {
      clock: { now: () => clock.now(), sleep: wait },
      patienceMs: 2_000,
      writtenAfterMs: 1,
      feedLimits,
    };
    home.write('etc/ossec.conf', '<ossec_config>\n  <global/>\n</ossec_config>\n');
    this.configure('', collected);
    this.setSecret(simulator.world.tenants[0]?.clientSecret ?? '');
  }

  /**
   * Writes config.yml.
   *
   * @param more further keys, as lines of YAML. @param ofTenant the same for the tenant. @param credential in place of the client secret.
   */
  configure(
    more = '',
    contentTypes: readonly ContentType[] = ['Audit.Exchange', 'Audit.SharePoint'],
    ofTenant = '',
    credential = `    client_secret_file: ${join(this.home.path, 'etc/o365-wazuh/contoso.secret')}\n`,
  ): void {
    const tenant = this.simulator.world.tenants[0];
    this.home.write(
      'etc/o365-wazuh/config.yml',
      `version: 1
interval: 5m
first_lookback: 24h
${more}tenants:
  - name: contoso
    tenant_id: ${tenant?.tenantId}
    client_id: ${tenant?.clientId}
${credential}    content_types: [${contentTypes.join(', ')}]
    login_url: ${this.simulator.url}
    api_url: ${this.simulator.url}
${ofTenant}`,
    );
  }

  setSecret(value: string): void {
    this.home.write('etc/o365-wazuh/contoso.secret', value, 0o600);
  }

  /** Real time passes; the scene's own goes on as much. */
  async pause(ms: number): Promise<void> {
    await sleep(ms);
  }

  /** One run of the collector, as the wodle makes it. */
  async run(flags: CollectorFlags = {}): Promise<CollectorRun> {
    const result = await runCollector({ home: this.home.path, ...flags }, { tempo: this.tempo });
    if (result.status !== 'ran') throw new Error(result.message);
    return result;
  }

  /** Everything that went through analysisd since the last call, oldest first. */
  takeDelivered(): Delivered[] {
    return this.analysisd.processed.splice(0).map(text => {
      const message = JSON.parse(text.slice('1:office_365:'.length)) as Record<string, Delivered['event']>;
      return { event: message['office_365'] ?? {}, marks: message['o365_wazuh'] ?? {} };
    });
  }

  /** Operations of the feed's events about itself since the last call of either. */
  takeHealth(): string[] {
    return this.takeDelivered()
      .filter(({ event }) => event['Workload'] === 'o365-wazuh')
      .map(({ event }) => [event['Operation'], event['ContentType']].filter(Boolean).join(' '));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.analysisd[Symbol.asyncDispose]();
    await this.simulator.close();
    this.home[Symbol.dispose]();
  }
}
