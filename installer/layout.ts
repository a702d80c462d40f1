import { join } from 'node:path';

/** Every place in a Wazuh home that o365-wazuh uses. `wodles`, `etc` and `queue` are the folders that survive a container. */
export interface Layout {
  readonly home: string;
  /** The collector, its runtime, and what the installer remembers. */
  readonly code: string;
  readonly collector: string;
  readonly addon: string;
  readonly runtimeFolder: string;
  readonly runtime: string;
  readonly manifest: string;
  /** Copies of rules and decoders as they were installed: the base of the three-way merge. */
  readonly pristine: string;
  readonly backups: string;
  /** Stands where the folder `wodles` is ours: beside the backups, so that it stays as long as they do. */
  readonly madeWodles: string;
  /** New versions of files that could not be merged. */
  readonly conflicts: string;
  readonly configFolder: string;
  readonly config: string;
  readonly state: string;
  /** The collector's log. */
  readonly log: string;
  /** Figures of the collector's last run. */
  readonly runState: string;
  readonly rules: string;
  readonly decoders: string;
  /** CDB lists. */
  readonly lists: string;
  readonly ossecConf: string;
}

export function layoutOf(home: string): Layout {
  const code = join(home, 'wodles', 'o365-wazuh');
  const configFolder = join(home, 'etc', 'o365-wazuh');
  return {
    home,
    code,
    collector: join(code, 'collector.cjs'),
    addon: join(code, 'unix_dgram.node'),
    runtimeFolder: join(code, 'runtime'),
    runtime: join(code, 'runtime', 'node'),
    manifest: join(code, 'manifest.json'),
    pristine: join(code, 'pristine'),
    backups: join(code, 'backup'),
    madeWodles: join(code, 'backup', 'made-wodles'),
    conflicts: join(code, 'conflicts'),
    configFolder,
    config: join(configFolder, 'config.yml'),
    state: join(home, 'queue', 'o365-wazuh'),
    log: join(home, 'logs', 'o365-wazuh.log'),
    runState: join(home, 'var', 'run', 'o365-wazuh.state'),
    rules: join(home, 'etc', 'rules'),
    decoders: join(home, 'etc', 'decoders'),
    lists: join(home, 'etc', 'lists'),
    ossecConf: join(home, 'etc', 'ossec.conf'),
  };
}

/** The secret file of a tenant. */
export function secretPath(layout: Layout, tenantName: string): string {
  return join(layout.configFolder, `${tenantName}.secret`);
}
