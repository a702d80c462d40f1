import { layoutOf } from '../../installer/layout.ts';
import { readManifest } from '../../installer/manifest.ts';
import { readSharedConfs } from '../../installer/ossec-conf/shared-confs.ts';
import type { Clock } from '../collect/ports.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { O365WazuhError } from '../errors.ts';
import { VERSION } from '../version.ts';
import { daemonStatus } from '../wazuh/control.ts';
import { detectHome, type WazuhHome } from '../wazuh/home.ts';
import type { Redactor } from '../wazuh/redactor.ts';
import { asReason, both, type Fact, known, lookUp, lookUpWith, unknown, valueOr } from './fact.ts';
import type { DoctorFacts, TenantFact } from './facts.ts';
import { gatherCode } from './gather/gather-code.ts';
import { gatherConf, gatherMountedWodle } from './gather/gather-conf.ts';
import { gatherConfigFiles, gatherCredentials } from './gather/gather-config.ts';
import { gatherAgent, gatherFigures, gatherLogtest, queueErrno } from './gather/gather-daemons.ts';
import { gatherWodleLog, lastReloadMs } from './gather/gather-log.ts';
import { gatherRules } from './gather/gather-rules.ts';
import { gatherDisks, gatherState, gatherStateFolder } from './gather/gather-state.ts';
import { gatherTenant } from './gather/gather-tenant.ts';

export interface GatherOptions {
  readonly home?: string;
  /** `/`, or a folder that stands for it. */
  readonly rootDir?: string;
  /** Only this tenant, by its name in config.yml. */
  readonly tenant?: string;
  /** Ask Microsoft nothing. */
  readonly offline: boolean;
  readonly clock: Clock;
  /** Learns every secret and token that was read, so that the report can be cleaned of them. */
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
  /** What is looked at now, in a few words. */
  readonly onStep?: (text: string) => void;
}

type Step = (text: string) => void;

/** Tenants asked at once. */
const TENANTS_AT_ONCE = 8;

/**
 * Looks at everything once. Changes nothing: no file is written, no subscription started, no event sent. Whatever cannot be looked
 * at becomes an unknown fact with its reason.
 *
 * @throws USAGE when the configuration has no tenant of that name; the signal's reason when it aborts.
 */
export async function gatherFacts(options: GatherOptions): Promise<DoctorFacts> {
  const { clock, signal, redactor } = options;
  const step: Step = text => {
    signal.throwIfAborted();
    options.onStep?.(text);
  };
  step('the Wazuh home');
  const home = await lookUp(() =>
    detectHome({
      ...(options.home === undefined ? {} : { home: options.home }),
      ...(options.rootDir === undefined ? {} : { rootDir: options.rootDir }),
    }),
  );
  const local = await gatherLocal(asReason(home, 'there is no Wazuh home'), clock, signal, step);

  step('the configuration');
  const configFile = await lookUpWith(local.home, found => found.files.configFile);
  const refusedFiles: string[] = [];
  const config = await lookUpWith(
    configFile,
    path =>
      onlyTenant(
        loadConfig(path, error => refusedFiles.push(error.message)),
        options.tenant,
      ),
    signal,
  );
  if (!config.known && config.error?.code === 'USAGE') throw config.error;
  const readable = asReason(config, 'config.yml cannot be read');
  return {
    nowMs: clock.now(),
    programVersion: VERSION,
    ...local,
    home,
    config,
    refusedFiles,
    configFiles: await lookUpWith(configFile, gatherConfigFiles),
    credentials: await lookUpWith(readable, found => gatherCredentials(found, clock, redactor)),
    tenants: options.offline
      ? unknown('--offline')
      : await lookUpWith(readable, found => gatherTenants(found, options, step), signal),
  };
}

async function gatherLocal(home: Fact<WazuhHome>, clock: Clock, signal: AbortSignal, step: Step) {
  const inHome = <T>(look: (found: WazuhHome) => T | Promise<T>): Promise<Fact<T>> =>
    lookUpWith(home, look, signal);
  const isAgent = home.known && home.value.type === 'agent';
  const manager = isAgent ? unknown('this is an agent: rules and analysisd are on its manager') : home;

  step('ossec.conf');
  const conf = await inHome(gatherConf);
  const manifest = await inHome(found => readManifest(layoutOf(found.path)));
  step('the daemons');
  const daemons = await inHome(found => daemonStatus(found, signal));
  const figures = await lookUpWith(manager, found => gatherFigures(found, signal), signal);
  step('the rules');
  const reloadMs = await inHome(found => lastReloadMs(found.files.ossecLog));
  const startedMs = figures.known ? figures.value.startedAt * 1_000 : undefined;
  const loadedMs = startedMs === undefined ? undefined : Math.max(startedMs, valueOr(reloadMs, 0) ?? 0);
  const installed =
    manifest.known && manifest.value ? known(manifest.value) : unknown('o365-wazuh is not installed');
  const confOfHome = both(manager, asReason(conf, 'ossec.conf cannot be read'));
  return {
    home,
    conf,
    manifest,
    daemons,
    figures,
    logtest: await lookUpWith(manager, found => gatherLogtest(found, signal), signal),
    rules: await lookUpWith(both(confOfHome, installed), ([[found, facts], memory]) =>
      gatherRules(found, facts, memory, loadedMs),
    ),
    mountedWodle: await inHome(({ container }) =>
      container?.mountedConf === undefined ? false : gatherMountedWodle(container.mountedConf),
    ),
    sharedConfs: await inHome(readSharedConfs),
    queueErrno: await inHome(found => queueErrno(found.files.queueSocket)),
    agent: isAgent ? await inHome(gatherAgent) : unknown('this is no agent'),
    ...(await gatherCollector(home, clock, signal, step)),
  };
}

async function gatherCollector(home: Fact<WazuhHome>, clock: Clock, signal: AbortSignal, step: Step) {
  step('the collector');
  return {
    code: await lookUpWith(home, found => gatherCode(layoutOf(found.path), signal), signal),
    wodleLog: await lookUpWith(home, found => gatherWodleLog(found.files.ossecLog)),
    state: await lookUpWith(home, found => gatherState(found, clock.now())),
    stateFolder: await lookUpWith(home, gatherStateFolder),
    disks: await lookUpWith(home, gatherDisks),
  };
}

function onlyTenant(config: Config, name: string | undefined): Config {
  if (name === undefined) return config;
  const tenants = config.tenants.filter(tenant => tenant.name === name);
  if (tenants.length > 0) return { ...config, tenants };
  throw new O365WazuhError('USAGE', `config.yml has no tenant ${JSON.stringify(name)}.`, {
    hint: `It has: ${config.tenants.map(tenant => tenant.name).join(', ')}`,
  });
}

async function gatherTenants(
  config: Config,
  { clock, redactor, signal }: GatherOptions,
  step: Step,
): Promise<readonly TenantFact[]> {
  const facts: TenantFact[] = [];
  for (let from = 0; from < config.tenants.length; from += TENANTS_AT_ONCE) {
    const some = config.tenants.slice(from, from + TENANTS_AT_ONCE);
    step(`Microsoft, for ${some.map(tenant => tenant.name).join(', ')}`);
    facts.push(
      ...(await Promise.all(some.map(tenant => gatherTenant(config, tenant, clock, redactor, signal)))),
    );
  }
  return facts;
}
