import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  openSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import type { Log } from '../collect/ports.ts';
import type { WazuhAccount } from './accounts.ts';
import type { Redactor } from './redactor.ts';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

export interface LogOptions {
  /** Lines below this level are not written. */
  readonly level: LogLevel;
  readonly redactor: Redactor;
  /** Epoch ms. */
  readonly now: () => number;
}

export interface LogFileOptions extends LogOptions {
  readonly path: string;
  /** Whose group may read the file, so that it can be collected and looked at like ossec.log. */
  readonly account: WazuhAccount | undefined;
  /** Beyond this the file becomes `<path>.1`, in place of the one before. Default 10 MiB. */
  readonly maxBytes?: number;
}

const LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];
/** Wazuh's words for them (shared/debug_op.c). */
const NAMES: Record<LogLevel, string> = { error: 'ERROR', warn: 'WARNING', info: 'INFO', debug: 'DEBUG' };
const DEFAULT_MAX_BYTES = 10 * 1024 * 1024;

/**
 * A log that writes lines as ossec.log has them, `2026/11/24 03:51:22 o365-wazuh[812]: INFO: text`, whatever is in the text: line breaks
 * and control characters are written as escapes, known secrets are replaced.
 *
 * @param write gets whole lines with their line feed.
 */
export function lineLog(write: (line: string) => void, options: LogOptions): Log {
  const highest = LEVELS.indexOf(options.level);
  const at =
    (level: LogLevel) =>
    (message: string): void => {
      if (LEVELS.indexOf(level) > highest) return;
      const text = escapeControls(options.redactor.redact(message));
      write(`${timestamp(options.now())} o365-wazuh[${process.pid}]: ${NAMES[level]}: ${text}\n`);
    };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

/** A log on stderr, for a person at a terminal. */
export function stderrLog(options: LogOptions): Log {
  return lineLog(line => process.stderr.write(line), options);
}

/**
 * The collector's log file, mode 0640, bounded to twice `maxBytes` with its one predecessor. A line that cannot be written is lost: logging
 * never stops the collector. Several processes may write to the same file.
 *
 * @throws whatever opening the file throws, such as ELOOP for a symbolic link.
 */
export function openLogFile(options: LogFileOptions): Log & Disposable {
  const { path, account, maxBytes = DEFAULT_MAX_BYTES } = options;
  let fd = open(path, account);
  let size = fstatSync(fd).size;

  const rotate = (): void => {
    // Another process may have rotated it meanwhile: then only follow.
    if (fstatSync(fd).ino === statSync(path).ino) renameSync(path, `${path}.1`);
    const next = open(path, account);
    closeSync(fd);
    fd = next;
    size = fstatSync(fd).size;
  };
  const write = (line: string): void => {
    try {
      if (size > 0 && size + line.length > maxBytes) rotate();
      size += writeSync(fd, line);
    } catch {
      // A full disk must not keep events from Wazuh.
    }
  };
  return { ...lineLog(write, options), [Symbol.dispose]: () => closeSync(fd) };
}

/** Never through a link: `logs/` belongs to user wazuh, and we are root. */
function open(path: string, account: WazuhAccount | undefined): number {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  const fd = openSync(path, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o640);
  // Only root can give a file away; run by anyone else, the file stays theirs.
  if (process.getuid?.() === 0) {
    fchmodSync(fd, 0o640);
    if (account) fchownSync(fd, 0, account.gid);
  }
  return fd;
}

/** Local time without zone, as Wazuh writes it. */
function timestamp(ms: number): string {
  const time = new Date(ms);
  const day = `${time.getFullYear()}/${two(time.getMonth() + 1)}/${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function escapeControls(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what must go
  return text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]/g, character =>
    JSON.stringify(character)
      .slice(1, -1)
      .replace(/^[\u007f\u0085\u2028\u2029]$/, escapeUnicode),
  );
}

function escapeUnicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
