import type { Check } from '../check.ts';
import { fail, failUnknown, ok, warn } from '../finding.ts';
import { count } from '../../terminal/words.ts';

export const agentCheck: Check = {
  id: 'agent',
  group: 'Wazuh',
  title: 'Agent',
  about: 'On an agent: it is connected to its manager, and its buffer is not filling up.',
  run({ home, agent }) {
    if (!home.known || home.value.type !== 'agent') return [];
    if (!agent.known) return [failUnknown(agent)];
    const { status, buffered } = agent.value;
    if (status !== 'connected') {
      return [
        fail(
          `is ${status}: nothing is sent meanwhile`,
          'Bring the agent back to its manager (logs/ossec.log says what keeps it); the collector goes on by itself.',
        ),
      ];
    }
    if (buffered === undefined) {
      return [
        warn(
          'is connected, without a buffer',
          'Switch <client_buffer> on: without it, events of a burst are lost.',
        ),
      ];
    }
    const { events } = home.value.conf.agentBuffer;
    if (buffered > events * 0.8) {
      return [
        warn(
          `is connected; its buffer holds ${buffered} of ${events} events`,
          'Raise <events_per_second> in <client_buffer>, or look for the source that floods it.',
        ),
      ];
    }
    return [ok(`is connected, ${count(buffered, 'event')} in its buffer`)];
  },
};
