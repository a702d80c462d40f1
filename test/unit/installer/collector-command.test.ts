import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { collectorCommand, ENV_PROGRAM } from '../../../installer/collector-command.ts';
import { layoutOf } from '../../../installer/layout.ts';
import { unusableInCommand } from '../../../installer/ossec-conf/wodle-options.ts';
import { CALM_MALLOC } from '../../../src/calm-malloc.ts';

const layout = layoutOf('/var/ossec');

describe('the command of the wodle', () => {
  it('starts the collector with what glibc is to find in its environment', () => {
    const command = collectorCommand({ ...layout, runtime: process.execPath, collector: '--print' }, true);
    const [program = '', ...args] = command.split(' ');

    const told = execFileSync(program, [...args, 'JSON.stringify(process.env)'], {
      env: {},
      encoding: 'utf8',
    });

    expect(JSON.parse(told)).toMatchObject(CALM_MALLOC);
  });

  it('needs nothing but the collector where the system has no env', () => {
    expect(collectorCommand(layout, false)).toBe(
      '/var/ossec/wodles/o365-wazuh/runtime/node /var/ossec/wodles/o365-wazuh/collector.cjs',
    );
  });

  it('holds no character that a Wazuh of any age would take for something else', () => {
    for (const word of collectorCommand(layout, true).split(' '))
      expect(unusableInCommand(word)).toBeUndefined();
    expect(ENV_PROGRAM).toMatch(/^\//);
  });
});
