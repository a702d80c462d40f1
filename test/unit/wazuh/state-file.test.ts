import { describe, expect, it } from 'vitest';
import { parseState, readStateFile, stateNumber } from '../../../src/wazuh/state-file.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

describe('state files', () => {
  it('are read line by line, comments and all else passed over', () => {
    const text =
      "# State file for wazuh-agentd\n\nstatus='connected'\n# Empty if off\nmsg_buffer=''\nnonsense\nevent_queue_usage='0.25'\n";
    expect([...parseState(text)]).toEqual([
      ['status', 'connected'],
      ['msg_buffer', ''],
      ['event_queue_usage', '0.25'],
    ]);
  });

  it('give whole numbers only where there are some', () => {
    using home = new TempHome({ x: "events_dropped='12'\nmsg_buffer=''\nevent_queue_usage='0.25'\n" });
    const state = readStateFile(`${home.path}/x`);
    if (!state) throw new Error('not read');
    expect(
      ['events_dropped', 'msg_buffer', 'event_queue_usage', 'absent'].map(key => stateNumber(state, key)),
    ).toEqual([12, undefined, undefined, undefined]);
  });

  it('are undefined where there is none', () => {
    expect(readStateFile('/nowhere/wazuh-analysisd.state')).toBeUndefined();
  });
});
