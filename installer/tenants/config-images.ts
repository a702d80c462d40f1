import { contentOfBytes } from '../images.ts';
import { type Layout, secretPath } from '../layout.ts';
import type { FileImage, Wanted } from '../plan.ts';
import type { Session } from '../session.ts';
import { readImage } from '../images.ts';
import { tenantFolder } from '../../src/config/tenant-files.ts';

/** Owner of configuration and secrets: root alone, where root installs. */
function ownerOf({ admin }: Session): { readonly uid: number; readonly gid: number } {
  return { uid: admin.uid, gid: admin.uid === 0 ? 0 : admin.gid };
}

/** A configuration file with a new text; one that is there keeps its owner and mode. */
export async function configText(session: Session, path: string, text: string): Promise<Wanted> {
  const present = await readImage(path);
  const attributes: Pick<FileImage, 'mode' | 'uid' | 'gid'> =
    present?.kind === 'file'
      ? { mode: present.mode, uid: present.uid, gid: present.gid }
      : { mode: 0o600, ...ownerOf(session) };
  const content = contentOfBytes(Buffer.from(text));
  return { path, image: { kind: 'file', content, ...attributes }, reason: 'configuration' };
}

/** The secret file of a tenant, for its owner alone. */
export function secretText(session: Session, tenantName: string, secret: string): Wanted {
  const content = contentOfBytes(Buffer.from(`${secret}\n`));
  return {
    path: secretPath(session.layout, tenantName),
    image: { kind: 'file', content, mode: 0o600, ...ownerOf(session) },
    reason: 'client secret',
  };
}

/** The folder tenants.d, for root alone as the folder that it is in. */
export function tenantFolderWanted(session: Session, layout: Layout): Wanted {
  return {
    path: tenantFolder(layout.config),
    image: { kind: 'directory', mode: 0o700, ...ownerOf(session) },
    reason: 'files of tenants',
  };
}
