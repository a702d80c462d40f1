import { CALM_MALLOC } from '../src/calm-malloc.ts';
import type { Layout } from './layout.ts';

/** Every system that Wazuh runs on has it there. */
export const ENV_PROGRAM = '/usr/bin/env';

/**
 * The wodle's command.
 *
 * @param hasEnv whether the system has `ENV_PROGRAM`. Without it the collector only takes more memory, where a command that cannot start would
 *   collect nothing.
 */
export function collectorCommand({ runtime, collector }: Layout, hasEnv: boolean): string {
  const settings = Object.entries(CALM_MALLOC).map(([name, value]) => `${name}=${value}`);
  return [...(hasEnv ? [ENV_PROGRAM, ...settings] : []), runtime, collector].join(' ');
}
