import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CredentialConfig } from '../../../src/config/credential-config.ts';
import { createActivityFeed } from '../../../src/microsoft/activity-api.ts';
import type { Credential } from '../../../src/microsoft/credentials/credential.ts';
import { openCredential } from '../../../src/microsoft/credentials/open-credential.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/server.ts';
import type { SimulatorOptions } from '../../../src/simulator/simulated-host.ts';
import { type Certificate, makeCertificate } from './certificate.ts';
import { LeapingClock } from './feed-under-test.ts';

/** One RSA certificate for all tests that need no other: making a key costs more than all the rest. */
export const appCertificate: Certificate = makeCertificate({ name: 'collector', rsaBits: 2048 });

export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'credential-'));

  constructor() {
    onTestFinished(() => rmSync(this.path, { recursive: true, force: true }));
  }

  /** Writes a file, mode 0600 unless told otherwise. @returns its path. */
  write(name: string, content: string | Buffer, mode = 0o600): string {
    const path = join(this.path, name);
    writeFileSync(path, content);
    chmodSync(path, mode);
    return path;
  }

  /** An executable script. */
  script(name: string, lines: string): string {
    return this.write(name, `#!/bin/sh\n${lines}\n`, 0o755);
  }
}

export async function simulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const started = await startSimulator({ events: 20, ...options });
  onTestFinished(() => started.close());
  return started;
}

export interface UnderTest {
  readonly environment?: Readonly<Record<string, string>>;
  readonly clientId?: string;
  readonly insecureFiles?: boolean;
}

/** The credential that a configuration names, with a clock that leaps, and everything that it calls a secret. */
export function credentialOf(
  config: CredentialConfig,
  { environment = {}, insecureFiles = false }: UnderTest = {},
) {
  const clock = new LeapingClock();
  const secrets: string[] = [];
  const credential = openCredential(config, {
    clock,
    onSecret: secret => void secrets.push(secret),
    rules: { environment, insecureFiles },
  });
  return { credential, clock, secrets };
}

/** A feed of the simulator's first tenant that signs in with this credential. */
export function feedWith(host: Simulator, credential: Credential, clock: LeapingClock, clientId?: string) {
  const [tenant] = host.world.tenants;
  if (!tenant) throw new Error('the world has no tenant');
  const feed = createActivityFeed({
    cloud: { cloud: 'worldwide', loginUrl: host.url, apiUrl: host.url },
    tenantId: tenant.tenantId,
    clientId: clientId ?? tenant.clientId,
    credential,
    clock,
    random: () => 0.5,
    network: { environment: {} },
  });
  onTestFinished(() => feed.close());
  return feed;
}

/** True where there is an openssl program; says so where there is none. */
export function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.log('skipped: there is no openssl to make PFX files with');
    return false;
  }
}

/** A PFX file of the certificate, made by openssl. */
export function makePfx(folder: Folder, { cert, key }: Certificate, args: readonly string[]): Buffer {
  const [certFile, keyFile] = [folder.write('pfx.crt', cert), folder.write('pfx.key', key)];
  return execFileSync('openssl', ['pkcs12', '-export', '-in', certFile, '-inkey', keyFile, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
