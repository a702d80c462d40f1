import { spawn } from 'node:child_process';

/** A program to run. */
export interface ProgramRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** How it ended. `why` is put behind its name; it never holds anything that the program printed. */
export type ProgramEnd =
  { readonly status: 'ok'; readonly output: string } | { readonly status: 'failed'; readonly why: string };

/** A token has a few kilobytes. */
const MAX_OUTPUT_BYTES = 128 * 1024;

/**
 * Runs a program without a shell and gathers its standard output; its standard error goes nowhere. At its time limit, at too much output,
 * or when the signal aborts, it is killed with all processes that it started.
 *
 * @throws the signal's reason when it aborts; nothing else.
 */
export async function runProgram(run: ProgramRun, signal: AbortSignal): Promise<ProgramEnd> {
  signal.throwIfAborted();
  // A process group of its own, so that a script's children end with it.
  const child = spawn(run.program, [...run.args], {
    env: { ...run.env },
    cwd: '/',
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const killAll = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  let stopped: string | undefined;
  const stop = (why: string): void => {
    stopped ??= why;
    killAll();
    // A process that left the group may still hold the pipe.
    child.stdout.destroy();
  };
  const chunks: Buffer[] = [];
  let length = 0;
  child.stdout.on('error', () => undefined);
  child.stdout.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > MAX_OUTPUT_BYTES) stop(`printed more than ${MAX_OUTPUT_BYTES} bytes`);
    else chunks.push(chunk);
  });
  const timer = setTimeout(() => stop(`did not end within ${run.timeoutMs / 1000} s`), run.timeoutMs);
  const onAbort = (): void => stop('was interrupted');
  signal.addEventListener('abort', onAbort);
  try {
    const why = await new Promise<string | undefined>(resolve => {
      child.once('error', (error: NodeJS.ErrnoException) =>
        resolve(`cannot be run (${error.code ?? 'unknown reason'})`),
      );
      child.once('close', (code, killedBy) => {
        if (code === 0) resolve(undefined);
        else resolve(killedBy === null ? `ended with exit code ${code}` : `was ended by ${killedBy}`);
      });
    });
    signal.throwIfAborted();
    const failure = stopped ?? why;
    return failure === undefined
      ? { status: 'ok', output: Buffer.concat(chunks).toString('utf8') }
      : { status: 'failed', why: failure };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
