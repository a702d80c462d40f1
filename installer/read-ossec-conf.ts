import { realpathSync } from 'node:fs';
import { O365WazuhError } from '../src/errors.ts';
import { contentOfBytes, readImage } from './images.ts';
import { type Conf, readConf } from './ossec-conf/read-conf.ts';
import type { FileImage, Wanted } from './plan.ts';

/** ossec.conf where it really is, with its bytes and what they mean. */
export interface OssecConf {
  /** Without links: a link stays a link, its target is what changes. */
  readonly path: string;
  readonly image: FileImage;
  readonly bytes: Buffer;
  readonly conf: Conf;
}

/**
 * @throws HOME_NOT_FOUND when there is none, INSTALL_CONF_UNREADABLE with the line where Wazuh would give up, INSTALL_FILE_UNSAFE when it
 *   is no plain file.
 */
export async function readOssecConf(path: string): Promise<OssecConf> {
  let real: string;
  try {
    real = realpathSync(path);
  } catch (error) {
    throw new O365WazuhError('HOME_NOT_FOUND', `${path} is missing.`, { cause: error });
  }
  const image = await readImage(real);
  if (image?.kind !== 'file' || !('bytes' in image.content)) {
    throw new O365WazuhError('INSTALL_FILE_UNSAFE', `${real} is no ordinary configuration file.`);
  }
  const { bytes } = image.content;
  return { path: real, image, bytes, conf: understood(real, bytes) };
}

/** The same for a text that was made of one, which must be as readable. */
export function rereadText(path: string, text: string): Conf {
  return understood(path, Buffer.from(text, 'latin1'));
}

/** The same file with what `conf` holds now. */
export function wantedConf({ path, image, conf }: OssecConf, reason: string): Wanted {
  const content = contentOfBytes(Buffer.from(conf.text, 'latin1'));
  return { path, image: { ...image, content }, reason };
}

function understood(path: string, bytes: Buffer): Conf {
  const read = readConf(bytes);
  if (read.ok) return read.conf;
  const { line, reason } = read.fault;
  throw new O365WazuhError('INSTALL_CONF_UNREADABLE', `${path} line ${line}: ${reason}.`, {
    details: { path, line },
  });
}
