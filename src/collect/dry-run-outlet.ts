import type { Outlet } from './ports.ts';

/** An outlet that writes each message as a line instead of sending it. */
export function dryRunOutlet(write: (line: string) => void): Outlet {
  return {
    deliver(messages) {
      for (const message of messages) write(`${message.toString('utf8')}\n`);
      return Promise.resolve({ status: 'ok', value: { acknowledgement: 'socket', resent: 0 } });
    },
    close: () => Promise.resolve(),
  };
}
