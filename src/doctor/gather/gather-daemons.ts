import { proofEvent } from '../../../installer/health.ts';
import { O365WazuhError } from '../../errors.ts';
import { getFigures } from '../../wazuh/analysisd.ts';
import { DatagramSocket } from '../../wazuh/datagram-socket.ts';
import type { Figures } from '../../wazuh/figures.ts';
import { hasFeature, type WazuhHome } from '../../wazuh/home.ts';
import { closeLogtest, type LogtestResult, runLogtest } from '../../wazuh/logtest.ts';
import { readStateFile, stateNumber } from '../../wazuh/state-file.ts';
import type { AgentFact } from '../facts.ts';

/** @throws WAZUH_SOCKET_FAILED, FIGURES_UNKNOWN. */
export async function gatherFigures(home: WazuhHome, signal: AbortSignal): Promise<Figures> {
  return getFigures(home.files.analysisSocket, signal);
}

/**
 * Asks logtest what it would make of an event of ours, with the rules on disk.
 *
 * @throws LOGTEST_REFUSED, WAZUH_SOCKET_FAILED.
 */
export async function gatherLogtest(home: WazuhHome, signal: AbortSignal): Promise<LogtestResult> {
  if (hasFeature(home, 'logtest') === false) {
    throw new O365WazuhError('LOGTEST_REFUSED', `Wazuh ${home.version ?? ''} has no logtest.`);
  }
  const socket = home.files.logtestSocket;
  const input = { event: proofEvent().text, location: 'office_365' };
  const result = await runLogtest(socket, input, signal);
  if (result.token !== undefined) await closeLogtest(socket, result.token, signal);
  return result;
}

/** Connects to the queue and sends nothing. @returns the errno, or undefined. @throws NATIVE_ADDON_…. */
export function queueErrno(path: string): string | undefined {
  const socket = new DatagramSocket();
  try {
    return socket.connect(path);
  } finally {
    socket.close();
  }
}

/** @throws QUEUE_UNREACHABLE when agentd has left no state. */
export function gatherAgent(home: WazuhHome): AgentFact {
  const state = readStateFile(home.files.agentdState);
  if (!state) {
    throw new O365WazuhError('QUEUE_UNREACHABLE', `There is no ${home.files.agentdState}: agentd never ran.`);
  }
  const lastAck = Date.parse((state.values.get('last_ack') ?? '').replace(' ', 'T'));
  return {
    status: state.values.get('status') ?? 'unknown',
    lastAckMs: Number.isNaN(lastAck) ? undefined : lastAck,
    buffered: stateNumber(state, 'msg_buffer'),
  };
}
