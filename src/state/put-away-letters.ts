import {
  appendFileSync,
  createReadStream,
  fsyncSync,
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type DeadLetterFile, letterId, listDeadLetterFiles, parseLetter } from './dead-letters.ts';
import { stateError } from './state-error.ts';

/** Sub-folder of the letters that were sent again. */
export const RESENT_FOLDER = 'resent';

/**
 * Moves letters to the folder `resent` beside the others, each into the file of its day. A crash in between leaves a letter in both places,
 * never in none. The caller holds the lock of the state folder: nobody else may be writing.
 *
 * @param ids see `letterId`.
 * @throws STATE_DISK_FULL, STATE_UNWRITABLE, STATE_WRITE_FAILED.
 */
export async function putAwayLetters(folder: string, ids: ReadonlySet<string>): Promise<void> {
  if (ids.size === 0) return;
  for (const file of listDeadLetterFiles(folder)) await putAwayFrom(folder, file, ids);
}

async function putAwayFrom(folder: string, file: DeadLetterFile, ids: ReadonlySet<string>): Promise<void> {
  const temporary = `${file.path}.temp`;
  try {
    const rest = openSync(temporary, 'w', 0o600);
    let [moved, kept] = [0, 0];
    try {
      mkdirSync(join(folder, RESENT_FOLDER), { recursive: true, mode: 0o700 });
      for await (const line of createInterface({
        input: createReadStream(file.path, 'utf8'),
        crlfDelay: Infinity,
      })) {
        const letter = parseLetter(line);
        if (letter && ids.has(letterId(letter))) {
          appendFileSync(join(folder, RESENT_FOLDER, `${file.day}.ndjson`), `${line}\n`, { mode: 0o600 });
          moved += 1;
        } else if (line !== '') {
          writeSync(rest, `${line}\n`);
          kept += 1;
        }
      }
      fsyncSync(rest);
    } finally {
      closeSync(rest);
    }
    if (moved > 0 && kept > 0) renameSync(temporary, file.path);
    else if (moved > 0) rmSync(file.path);
  } catch (error) {
    throw stateError(error, 'write', file.path);
  } finally {
    rmSync(temporary, { force: true });
  }
}
