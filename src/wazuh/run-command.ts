import { spawn } from 'node:child_process';

export interface CommandResult {
  /** The exit code; null when the command was killed, could not be started, or was not done in time. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  /** stdout and stderr as they came, the first 256 KiB. */
  readonly output: string;
}

const MAX_OUTPUT_BYTES = 256 * 1024;
/** A daemon started by the command may hold its pipes open for ever: after the exit only what is there is read. */
const DRAIN_MS = 200;

/**
 * Runs a program without a shell and waits for its end, never longer than `timeoutMs`: then it and all it started is killed. Never
 * rejects: a program that cannot be started is a result too.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { readonly timeoutMs: number; readonly cwd?: string; readonly signal?: AbortSignal },
): Promise<CommandResult> {
  const { promise, resolve } = Promise.withResolvers<CommandResult>();
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that the whole of it can be ended.
    detached: true,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  const keep = (chunk: Buffer): void => {
    if (bytes < MAX_OUTPUT_BYTES) chunks.push(chunk.subarray(0, MAX_OUTPUT_BYTES - bytes));
    bytes += chunk.length;
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);

  const finish = (exitCode: number | null, timedOut: boolean): void => {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', kill);
    child.stdout.destroy();
    child.stderr.destroy();
    resolve({ exitCode, timedOut, output: Buffer.concat(chunks).toString('utf8') });
  };
  const kill = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
    finish(null, true);
  };
  const timer = setTimeout(kill, options.timeoutMs);
  if (options.signal?.aborted) kill();
  options.signal?.addEventListener('abort', kill, { once: true });

  child.on('error', error => {
    keep(Buffer.from(error.message));
    finish(null, false);
  });
  child.on('close', code => finish(code, false));
  child.on('exit', code => setTimeout(() => finish(code, false), DRAIN_MS).unref());
  return promise;
}
