import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { O365WazuhError } from '../errors.ts';
import type { FaultSettings } from './fault-setting.ts';
import { SimulatedHost, type SimulatorOptions, type SimulatorState } from './simulated-host.ts';
import type { World } from './world.ts';

export interface Simulator {
  /** Root of both the login and the API: `http://127.0.0.1:port`. */
  readonly url: string;
  readonly world: World;
  /** Replaces all faults; those of blobs strike blobs that come into being from now on. */
  setFaults(settings: FaultSettings): void;
  state(): SimulatorState;
  close(): Promise<void>;
}

/**
 * Starts the stand-in for Microsoft's login and Activity API, on loopback only. It answers as the service was seen to answer, and
 * goes wrong as it was seen to go wrong when told to.
 *
 * @throws SIMULATOR_PORT_TAKEN when the port cannot be had.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const host = new SimulatedHost(options);
  const server = createServer((request, response) => {
    host.handle(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  server.keepAliveTimeout = 60_000;
  await listen(server, options.port ?? 0);
  host.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: host.url,
    world: host.world,
    setFaults: settings => host.faults.set(settings),
    state: () => host.state(),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', cause => {
      const sentence = `Port ${port} of 127.0.0.1 cannot be had: ${cause.message}`;
      reject(new O365WazuhError('SIMULATOR_PORT_TAKEN', sentence, { cause }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
