import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { install } from '../../../installer/install.ts';
import { runCollector } from '../../../src/collector-run.ts';
import { diagnose, type DiagnoseOptions } from '../../../src/doctor/diagnose.ts';
import type { DoctorReport } from '../../../src/doctor/examine.ts';
import type { Finding } from '../../../src/doctor/finding.ts';
import { type Simulator, startSimulator } from '../../../src/simulator/server.ts';
import type { SimulatorOptions } from '../../../src/simulator/simulated-host.ts';
import { homeFiles } from '../../../src/wazuh/home-files.ts';
import { Analysisd } from '../../stand-ins/analysisd.ts';
import { type FramedServer, startFramedServer } from '../../stand-ins/framed-server.ts';
import { firstInstall } from '../installer/options.ts';
import { type HomeSpec, makeThrowawayHome, type ThrowawayHome } from '../installer/throwaway-home.ts';

export const CANARY_SECRET = 'canary-secret-of-the-tenant';

/** What logtest says of an event of ours when all is well. */
export const GOOD_LOGTEST = {
  messages: ['INFO: (7202): Session initialized with token "1"'],
  token: '1',
  alert: true,
  output: {
    rule: { id: '100002', level: 5, description: 'an event', groups: [] },
    decoder: { name: 'office_365' },
    data: {},
  },
};

/**
 * A manager with o365-wazuh installed, whose programs, sockets and Microsoft are stand-ins that work: the ground on which one thing after
 * the other is broken.
 */
export class LivingManager implements AsyncDisposable {
  readonly home: ThrowawayHome;
  readonly simulator: Simulator;
  readonly analysisd: Analysisd;
  readonly #logtest: FramedServer;
  /** What logtest answers; may be changed at any time. */
  readonly answers: { logtest: object };

  static async start(
    options: { readonly home?: HomeSpec; readonly simulator?: SimulatorOptions } = {},
  ): Promise<LivingManager> {
    const simulator = await startSimulator({
      events: 60,
      eventsPerBlob: 10,
      tenants: [{ clientSecret: CANARY_SECRET }],
      ...options.simulator,
    });
    const home = makeThrowawayHome(options.home);
    const [tenant] = simulator.world.tenants;
    await install(
      firstInstall(home.path, {
        ...(tenant ? { tenantId: tenant.tenantId, clientId: tenant.clientId } : {}),
        tenantName: 'contoso',
        clientSecret: CANARY_SECRET,
        loginUrl: simulator.url,
        apiUrl: simulator.url,
      }),
      home.deps(),
    );
    const runtime = join(home.path, 'wodles/o365-wazuh/runtime/node');
    writeFileSync(runtime, '#!/bin/sh\necho v24.21.0\n');
    chmodSync(runtime, 0o750);
    const analysisd = await Analysisd.start({ home: home.path });
    const answers: { logtest: object } = { logtest: GOOD_LOGTEST };
    const server = await startFramedServer(homeFiles(home.path, '4.14.7').logtestSocket, ({ command }) => ({
      error: 0,
      data: command === 'log_processing' ? answers.logtest : {},
    }));
    return new LivingManager(home, simulator, analysisd, server, answers);
  }

  private constructor(
    home: ThrowawayHome,
    simulator: Simulator,
    analysisd: Analysisd,
    logtest: FramedServer,
    answers: { logtest: object },
  ) {
    this.home = home;
    this.simulator = simulator;
    this.analysisd = analysisd;
    this.#logtest = logtest;
    this.answers = answers;
  }

  /** One run of the collector, as the wodle would start it. */
  collect(): ReturnType<typeof runCollector> {
    return runCollector({ home: this.home.path });
  }

  diagnose(options: Partial<DiagnoseOptions> = {}): Promise<DoctorReport> {
    return diagnose({
      home: this.home.path,
      rootDir: this.home.rootDir,
      offline: false,
      signal: new AbortController().signal,
      ...options,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#logtest.close();
    await this.analysisd[Symbol.asyncDispose]();
    await this.simulator.close();
    this.home.remove();
  }
}

/** The findings of one check. */
export function findingsOf(report: DoctorReport, id: string): readonly Finding[] {
  return report.results.find(result => result.id === id)?.findings ?? [];
}

/** All findings that are neither ok nor skipped, as `check: text`. */
export function complaints(report: DoctorReport): readonly string[] {
  return report.results.flatMap(({ id, findings }) =>
    findings
      .filter(({ status }) => status === 'warn' || status === 'fail')
      .map(({ status, text }) => `${id} ${status}: ${text}`),
  );
}
