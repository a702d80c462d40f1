import { contentOfFile } from './images.ts';
import type { Layout } from './layout.ts';
import type { PackageFiles } from './package-files.ts';
import type { Wanted } from './plan.ts';
import { privateImage } from './wanted-rules.ts';

const MADE_WODLES = Buffer.from('uninstall --purge removes the folder wodles when nothing else is in it.\n');

/** Where the installer keeps what it remembers. */
export function wantedMemory(
  layout: Layout,
  admin: { readonly uid: number; readonly gid: number },
  made: { readonly withRules: boolean; readonly madeWodles: boolean },
): Wanted[] {
  const folder = (path: string, mode: number, reason: string): Wanted => ({
    path,
    image: { kind: 'directory', mode, ...admin },
    reason,
  });
  const pristine = ['', '/rules', '/decoders'].map(name =>
    folder(`${layout.pristine}${name}`, 0o750, 'copies for later merges'),
  );
  return [
    folder(layout.code, 0o750, 'o365-wazuh’s folder'),
    ...(made.withRules ? pristine : []),
    folder(layout.backups, 0o700, 'backups'),
    ...(made.madeWodles
      ? [{ path: layout.madeWodles, image: privateImage(MADE_WODLES, admin), reason: 'that wodles is ours' }]
      : []),
  ];
}

/** The collector with its runtime, and the folder of its state. */
export async function wantedCode(
  layout: Layout,
  files: PackageFiles,
  admin: { readonly uid: number; readonly gid: number },
): Promise<Wanted[]> {
  const folder = (path: string, mode: number, reason: string): Wanted => ({
    path,
    image: { kind: 'directory', mode, ...admin },
    reason,
  });
  const program = async (path: string, source: string, mode: number, reason: string): Promise<Wanted> => ({
    path,
    image: { kind: 'file', content: await contentOfFile(source), mode, ...admin },
    reason,
  });
  return [
    folder(layout.runtimeFolder, 0o750, 'the collector’s folder'),
    folder(layout.state, 0o700, 'state: what was delivered'),
    await program(layout.runtime, files.runtime, 0o750, 'Node runtime of the collector'),
    await program(layout.addon, files.addon, 0o640, 'socket addon'),
    await program(layout.collector, files.collector, 0o640, 'the collector'),
  ];
}
