import { describe, expect, it } from 'vitest';
import { installCommand } from '../../../src/commands/install.ts';

describe('install', () => {
  it.each(['100009', '114001', '110000.5', 'many'])(
    'refuses the rule base %s and names the range, before it looks at the home',
    async base => {
      const installed = installCommand().parseAsync(['--rule-base', base, '--home', '/nonexistent'], {
        from: 'user',
      });

      await expect(installed).rejects.toMatchObject({
        code: 'USAGE',
        message: `--rule-base is "${base}"; it must be a whole number from 100010 to 114000.`,
      });
    },
  );
});
