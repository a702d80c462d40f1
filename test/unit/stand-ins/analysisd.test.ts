import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { DatagramSocket } from '../../../src/wazuh/datagram-socket.ts';
import { Analysisd } from '../../stand-ins/analysisd.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

const SENT = 400;

it.each(['down', 'kill'] as const)('analysisd processes nothing more after its %s', async how => {
  using home = new TempHome();
  await using analysisd = await Analysisd.start({ home: home.path, eventsPerSecond: 50, flushMs: 5 });
  const { promise: received, resolve } = Promise.withResolvers<undefined>();
  analysisd.onReceived(SENT, () => resolve(undefined));
  const socket = new DatagramSocket();
  socket.connect(analysisd.queueSocket);
  for (let n = 0; n < SENT; n += 1) {
    while (socket.trySend(Buffer.from(`1:office_365:${n}`)) === 'full') await socket.writable();
  }
  await received;

  await analysisd[how]();
  const { processedCount, alerts } = analysisd;
  await sleep(200);

  expect(processedCount).toBeLessThan(SENT);
  expect(analysisd.processedCount).toBe(processedCount);
  expect(analysisd.alerts).toEqual(alerts);
  socket.close();
});
