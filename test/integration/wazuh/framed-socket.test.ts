import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { getFigures, reloadRuleset } from '../../../src/wazuh/analysisd.ts';
import { ask } from '../../../src/wazuh/framed-socket.ts';
import { closeLogtest, runLogtest } from '../../../src/wazuh/logtest.ts';
import { Analysisd } from '../../stand-ins/analysisd.ts';
import { frame, startFramedServer } from '../../stand-ins/framed-server.ts';
import { realClock } from '../../stand-ins/real-clock.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

const options = { timeoutMs: 5_000 };

/** Runs `body` against a socket that answers as told. */
async function withServer(
  answer: Parameters<typeof startFramedServer>[1],
  body: (path: string) => Promise<void>,
): Promise<void> {
  using home = new TempHome();
  const path = join(home.path, 'socket');
  const server = await startFramedServer(path, answer);
  try {
    await body(path);
  } finally {
    await server.close();
  }
}

function echo(question: unknown): unknown {
  return { question, filler: 'é'.repeat(500_000) };
}

describe('ask', () => {
  it('sends one question and returns the answer, also one of a megabyte', async () => {
    await withServer(echo, async path => {
      const answer = await ask(path, { command: 'x' }, options);
      expect(answer).toEqual(echo({ command: 'x' }));
    });
  });

  it('gives up on a daemon that takes the question and never answers', async () => {
    await withServer(
      () => undefined,
      async path => {
        await expect(ask(path, {}, { timeoutMs: 100 })).rejects.toMatchObject({
          code: 'WAZUH_SOCKET_FAILED',
          details: { reason: 'timeout' },
        });
      },
    );
  });

  it('does not read an answer that announces more than the bound', async () => {
    await withServer(
      () => Buffer.from([0xff, 0xff, 0xff, 0x7f]),
      async path => {
        await expect(ask(path, {}, { ...options, maxAnswerBytes: 1_000 })).rejects.toMatchObject({
          details: { reason: 'too-long' },
        });
      },
    );
  });

  it.each([
    ['half an answer', frame('{"error":0}').subarray(0, 7), 'closed'],
    ['half a header', Buffer.from([1, 0]), 'closed'],
    ['an answer that is no JSON', frame('err Unrecognized command'), 'not-json'],
  ])('reports %s', async (_what, reply, reason) => {
    await withServer(
      () => reply,
      async path => {
        await expect(ask(path, {}, options)).rejects.toMatchObject({ details: { reason } });
      },
    );
  });

  it('reports a socket that is not there by its errno', async () => {
    using home = new TempHome();
    await expect(ask(join(home.path, 'none'), {}, options)).rejects.toMatchObject({
      details: { reason: 'ENOENT' },
    });
  });

  it('ends with the signal’s reason when it aborts', async () => {
    await withServer(
      () => undefined,
      async path => {
        const abort = new AbortController();
        const asking = ask(path, {}, { ...options, signal: abort.signal });
        await realClock.sleep(50);
        abort.abort(new Error('enough'));
        await expect(asking).rejects.toThrow('enough');
        await expect(ask(path, {}, { ...options, signal: abort.signal })).rejects.toThrow('enough');
      },
    );
  });
});

describe('analysisd', () => {
  it('tells its figures', async () => {
    using home = new TempHome();
    await using analysisd = await Analysisd.start({ home: home.path, queueSize: 1_024, eventsPerSecond: 1 });
    analysisd.receiveForeign(40);

    const figures = await getFigures(analysisd.analysisSocket);

    expect(figures).toMatchObject({ received: 40, dropped: 0, capacity: 1_023 });
    expect(figures.stages[0]).toEqual({ passed: 40, waiting: 0 });
    expect(figures.stages[1].waiting).toBeGreaterThanOrEqual(39);
  });

  it('is refused when it speaks an unknown dialect', async () => {
    await withServer(
      () => ({ error: 0, message: 'ok', data: { uptime: 1, metrics: {} } }),
      async path => {
        await expect(getFigures(path)).rejects.toMatchObject({ code: 'FIGURES_UNKNOWN' });
      },
    );
    await withServer(
      () => ({ error: 4, message: 'Unrecognized command', data: {} }),
      async path => {
        await expect(getFigures(path)).rejects.toThrow('Unrecognized command');
      },
    );
  });

  it('reloads its rules, and says why when they are broken', async () => {
    await withServer(
      () => ({ error: 0, message: 'ok', data: ['WARNING: (7612): Rule ID 100002 is duplicated.'] }),
      async path => {
        expect(await reloadRuleset(path)).toEqual({
          ok: true,
          messages: ['WARNING: (7612): Rule ID 100002 is duplicated.'],
        });
      },
    );
    await withServer(
      () => ({ error: 1, message: 'due', data: ['(1226): Error reading XML file'] }),
      async path => {
        expect(await reloadRuleset(path)).toEqual({
          ok: false,
          messages: ['(1226): Error reading XML file'],
        });
      },
    );
  });
});

describe('logtest', () => {
  const output = {
    rule: {
      id: '100002',
      level: 5,
      description: 'SharePoint FileAccessed operation.',
      groups: ['office_365'],
    },
    decoder: { name: 'json' },
    data: { office_365: { Operation: 'FileAccessed' } },
  };

  it('opens a session, tells rule, decoder and fields, and leaves out remarks on the session', async () => {
    const questions: unknown[] = [];
    const answer = (question: unknown) => {
      questions.push(question);
      const messages = ["INFO: (7202): Session initialized with token '0a1b2c3d'", 'WARNING: (7612): x'];
      return { error: 0, data: { messages, token: '0a1b2c3d', output, alert: true, codemsg: 1 } };
    };
    await withServer(answer, async path => {
      const result = await runLogtest(path, { event: '{"office_365":{}}', location: 'office_365' });
      await closeLogtest(path, '0a1b2c3d');
      expect(result).toMatchObject({
        rule: { id: '100002', level: 5 },
        alert: true,
        decoder: 'json',
        data: output.data,
        loaded: true,
        messages: ['WARNING: (7612): x'],
        token: '0a1b2c3d',
      });
    });
    expect(questions).toMatchObject([
      { command: 'log_processing', parameters: { log_format: 'json', location: 'office_365' } },
      { command: 'remove_session', parameters: { token: '0a1b2c3d' } },
    ]);
  });

  it('tells that the rules on disk cannot be loaded', async () => {
    const messages = [
      'ERROR: (1226): Error reading XML file',
      'ERROR: (7311): Failure to initializing session',
    ];
    await withServer(
      () => ({ error: 0, data: { messages, codemsg: -1 } }),
      async path => {
        const result = await runLogtest(path, { event: '{}', location: 'office_365' });
        expect(result).toMatchObject({ loaded: false, rule: undefined, messages });
      },
    );
  });

  it('is refused with logtest’s own words', async () => {
    await withServer(
      () => ({ error: 3, message: "(7306): Unable to run 'log_processing'", data: {} }),
      async path => {
        const asking = runLogtest(path, { event: '{}', location: 'x' });
        await expect(asking).rejects.toMatchObject({ code: 'LOGTEST_REFUSED' });
      },
    );
  });
});
