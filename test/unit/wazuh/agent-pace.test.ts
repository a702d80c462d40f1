import { utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AgentPace } from '../../../src/wazuh/agent-pace.ts';
import { ManualClock } from '../../stand-ins/manual-clock.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

const never = new AbortController().signal;

/** An agent whose state file says what the test wants, at the time of a manual clock. */
class Agent implements Disposable {
  readonly clock = new ManualClock(1_795_000_000_000);
  readonly home = new TempHome();
  readonly pace: AgentPace;
  readonly #path: string;

  constructor(state: { status?: string; lastAck?: string; buffer?: string } = {}) {
    this.#path = this.home.write('wazuh-agentd.state', '');
    this.tell(state);
    this.pace = new AgentPace({
      eventsPerSecond: 1_000,
      bufferEvents: 1_000,
      stateFile: this.#path,
      clock: this.clock,
      patienceMs: 1_000,
    });
  }

  tell({ status = 'connected', lastAck = localTime(this.clock.now()), buffer = '0' }): void {
    this.home.write(
      'wazuh-agentd.state',
      `# Agent status:\nstatus='${status}'\nlast_ack='${lastAck}'\nmsg_buffer='${buffer}'\n`,
    );
    utimesSync(this.#path, this.clock.now() / 1000, this.clock.now() / 1000);
  }

  async takeAll(): Promise<number> {
    let taken = 0;
    for (;;) {
      const permit = await this.pace.permit(100, never);
      if (typeof permit !== 'number') return taken;
      taken += permit;
    }
  }

  [Symbol.dispose](): void {
    this.home[Symbol.dispose]();
  }
}

function localTime(ms: number, zoneMinutes = -new Date(ms).getTimezoneOffset()): string {
  return new Date(ms + zoneMinutes * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}

describe('AgentPace', () => {
  it('gives half of the buffer until agentd tells again, as if it had passed on nothing', async () => {
    using agent = new Agent();
    expect(await agent.takeAll()).toBe(500);
    agent.tell({ buffer: '100' });
    expect(await agent.takeAll()).toBe(400);
    agent.tell({ buffer: '700' });
    expect(await agent.takeAll()).toBe(0);
  });

  it('knows no buffer where anti-flooding is off, and keeps to the rate', async () => {
    using agent = new Agent({ buffer: '' });
    let taken = 0;
    const startMs = agent.clock.now();
    while (taken < 3_000) taken += Number(await agent.pace.permit(100, never));
    expect(agent.clock.now() - startMs).toBeGreaterThanOrEqual(2_900);
  });

  it.each([-720, -210, 0, 60, 345, 840])(
    'reads the age of the last answer rightly when agentd lives %i minutes from UTC',
    async zoneMinutes => {
      using agent = new Agent();
      agent.tell({ lastAck: localTime(agent.clock.now() - 20_000, zoneMinutes) });
      expect(await agent.pace.permit(1, never)).toBe(1);
      agent.tell({ lastAck: localTime(agent.clock.now() - 90_000, zoneMinutes) });
      expect(await agent.pace.permit(1, never)).toMatchObject({ code: 'AGENT_DISCONNECTED' });
    },
  );

  it('takes an agent that was never answered by its status alone', async () => {
    using agent = new Agent({ lastAck: '' });
    expect(await agent.pace.permit(1, never)).toBe(1);
  });

  it('does not trust a state file that nobody writes any more', async () => {
    using agent = new Agent();
    agent.clock.pass(31_000);
    expect(await agent.pace.permit(1, never)).toMatchObject({
      code: 'AGENT_DISCONNECTED',
      message: expect.stringContaining('has not written'),
    });
  });

  it('says that the buffer stays full', async () => {
    using agent = new Agent({ buffer: '900' });
    expect(await agent.pace.permit(1, never)).toMatchObject({ code: 'WAZUH_OVERLOADED' });
  });
});
