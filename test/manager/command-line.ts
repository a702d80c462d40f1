import { join } from 'node:path';
import { expect } from 'vitest';
import { type ChildRun, runChild } from '../../src/demo/run-child.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Options {
  readonly stdin?: string;
  /** The package whose command line it is; default: this one. */
  readonly root?: string;
}

/** Runs the built command line on a manager, and the manager's own control. */
export class CommandLine {
  readonly #home: string;
  readonly #cwd: string;

  constructor(home: string, cwd: string) {
    this.#home = home;
    this.#cwd = cwd;
  }

  run(args: readonly string[], { root = ROOT, stdin }: Options = {}): Promise<ChildRun> {
    const argv = [join(root, 'dist/launcher.cjs'), ...args, '--home', this.#home];
    return runChild(process.execPath, argv, {
      cwd: this.#cwd,
      ...(stdin === undefined ? {} : { stdin }),
    });
  }

  /** What a command that must succeed prints with --json. */
  async asJson(args: readonly string[], options: Options = {}): Promise<unknown> {
    const { exitCode, stdout, stderr } = await this.run([...args, '--json'], options);
    expect(exitCode, stdout + stderr).toBe(0);
    return JSON.parse(stdout);
  }

  async control(verb: 'start' | 'restart'): Promise<void> {
    const { exitCode, stdout, stderr } = await runChild(join(this.#home, 'bin/wazuh-control'), [verb], {
      cwd: '/',
    });
    expect(exitCode, stdout + stderr).toBe(0);
  }
}
