import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gte } from 'semver';

/** Where things are in a Wazuh home, absolute. None need exist. */
export interface HomeFiles {
  readonly conf: string;
  readonly rulesDir: string;
  readonly decodersDir: string;
  readonly listsDir: string;
  readonly logDir: string;
  /** The collector's own log. */
  readonly log: string;
  readonly ossecLog: string;
  readonly alertsJson: string;
  readonly queueSocket: string;
  readonly analysisSocket: string;
  readonly logtestSocket: string;
  readonly analysisdState: string;
  readonly agentdState: string;
  /** The collector's own state file, written after each run. */
  readonly runState: string;
  /** The collector's database, the reload lock, dead letters. */
  readonly stateDir: string;
  /** The collector's code. */
  readonly codeDir: string;
  readonly configFile: string;
  /** `wazuh-control`, `ossec-control` before 4.2; undefined in a home without programs. */
  readonly control: string | undefined;
  readonly analysisd: string;
  readonly modulesd: string;
}

/**
 * Lays out the paths of a home of that version. An unknown version is settled by what is there, else the newest layout.
 *
 * @param version such as `4.14.7`, or undefined.
 */
export function homeFiles(home: string, version: string | undefined): HomeFiles {
  const at = (path: string): string => join(home, path);
  // 4.2 renamed the programs, queue/ossec and the state files.
  const isOld = version === undefined ? existsSync(at('queue/ossec')) : !gte(version, '4.2.0');
  const prefix = isOld ? 'ossec' : 'wazuh';
  const sockets = isOld ? 'queue/ossec' : 'queue/sockets';
  return {
    conf: existsSync(at('etc/wazuh-manager.conf')) ? at('etc/wazuh-manager.conf') : at('etc/ossec.conf'),
    rulesDir: at('etc/rules'),
    decodersDir: at('etc/decoders'),
    listsDir: at('etc/lists'),
    logDir: at('logs'),
    log: at('logs/o365-wazuh.log'),
    ossecLog: at('logs/ossec.log'),
    alertsJson: at('logs/alerts/alerts.json'),
    queueSocket: at(`${sockets}/queue`),
    analysisSocket: at(`${sockets}/analysis`),
    logtestSocket: at(`${sockets}/logtest`),
    analysisdState: at(`var/run/${prefix}-analysisd.state`),
    agentdState: at(`var/run/${prefix}-agentd.state`),
    runState: at('var/run/o365-wazuh.state'),
    stateDir: at('queue/o365-wazuh'),
    codeDir: at('wodles/o365-wazuh'),
    configFile: at('etc/o365-wazuh/config.yml'),
    control: findControl(home),
    analysisd: at(`bin/${prefix}-analysisd`),
    modulesd: at(`bin/${prefix}-modulesd`),
  };
}

/** The program that starts, stops and describes Wazuh, whatever its name in this version. */
export function findControl(home: string): string | undefined {
  return ['bin/wazuh-control', 'bin/ossec-control', 'bin/wazuh-manager-control']
    .map(path => join(home, path))
    .find(path => existsSync(path));
}
