import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { coerce } from 'semver';
import { findControl } from './home-files.ts';
import { runCommand } from './run-command.ts';

export interface VersionFacts {
  /** Such as `4.14.7`; undefined when nothing tells. */
  readonly version: string | undefined;
  /** As Wazuh calls itself: `server`, `agent`, `local`, `manager`. */
  readonly type: string | undefined;
}

const INFO_TIMEOUT_MS = 5_000;

/**
 * Finds version and type of a home: `wazuh-control info` (4.2 and later), the same words in the script's text, ossec-init.conf (before
 * 4.2, or in a home without programs), VERSION.json. Never takes longer than 5 s.
 */
export async function readVersion(home: string, rootDir: string): Promise<VersionFacts> {
  const control = findControl(home);
  const texts = [
    control && (await controlInfo(control)),
    control && readText(control),
    readText(join(home, 'etc/ossec-init.conf')),
    ossecInitOf(home, rootDir),
    versionJson(home),
  ];
  return {
    version: firstMatch(texts, /^(?:WAZUH_)?VERSION="v?(\d+\.\d+\.\d+)/m),
    type: firstMatch(texts, /^(?:WAZUH_)?TYPE="(\w+)"/m),
  };
}

/** Parses `/etc/ossec-init.conf`, which Wazuh before 4.2 leaves. @returns the home it names, or undefined. */
export function readOssecInit(rootDir: string): string | undefined {
  return firstMatch([readText(join(rootDir, 'etc/ossec-init.conf'))], /^DIRECTORY="([^"]+)"/m);
}

async function controlInfo(control: string): Promise<string | undefined> {
  const { exitCode, output } = await runCommand(control, ['info'], { timeoutMs: INFO_TIMEOUT_MS });
  return exitCode === 0 ? output : undefined;
}

function ossecInitOf(home: string, rootDir: string): string | undefined {
  const named = readOssecInit(rootDir);
  return named !== undefined && join(rootDir, named) === home
    ? readText(join(rootDir, 'etc/ossec-init.conf'))
    : undefined;
}

function versionJson(home: string): string | undefined {
  const version = coerce(/"version"\s*:\s*"([^"]+)"/.exec(readText(join(home, 'VERSION.json')) ?? '')?.[1]);
  return version ? `VERSION="${version.version}"` : undefined;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function firstMatch(texts: readonly (string | undefined)[], pattern: RegExp): string | undefined {
  for (const text of texts) {
    const found = text === undefined ? undefined : pattern.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}
