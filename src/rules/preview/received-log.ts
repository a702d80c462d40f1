import { type LogBody, stripLogHeader } from './log-header.ts';

/** A message of the queue, taken apart as far as analysisd does before decoding. All texts are byte strings. */
export interface ReceivedLog extends LogBody {
  readonly location: string;
  /** `000` for the manager itself. */
  readonly agentId: string;
}

/**
 * Takes a message's location and header apart.
 *
 * Events of an agent arrive as `[001] (name) address->location`: the number is the agent's, the name its host name, and the rest the location that
 * rules see.
 *
 * @param message byte string; it ends at a zero byte.
 * @param location as it stands in the datagram, unescaped.
 * @returns undefined where analysisd would report a format error.
 */
export function receiveLog(message: string, location: string): ReceivedLog | undefined {
  const nul = message.indexOf('\0');
  const body = stripLogHeader(nul < 0 ? message : message.slice(0, nul));
  if (!location.startsWith('[')) return { ...body, location, agentId: '000' };
  const end = location.indexOf(']');
  if (end < 0) return undefined;
  const rest = location.slice(end + 2);
  const { hostname: _, ...withoutHost } = body;
  const name = /^\((?<name>[^)]*)(?<closed>\))?/.exec(rest)?.groups;
  const hostname = name?.['closed'] ? (name['name'] ?? '') : '';
  return { ...withoutHost, location: rest, agentId: location.slice(1, end), hostname };
}
