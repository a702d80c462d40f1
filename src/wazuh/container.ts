import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ContainerMarks {
  readonly kind: 'docker' | 'podman' | 'kubernetes';
  /** This file is copied over etc/ossec.conf at every start of the container: a change must be made in it, outside. */
  readonly mountedConf: string | undefined;
  /** Where something is mounted, the root left out; absent when it cannot be told. What is not below one goes with the container. */
  readonly mounts?: readonly string[];
}

/**
 * Tells whether we run in a container, by the files that its makers leave.
 *
 * @param rootDir `/`, or a folder that stands for it.
 */
export function findContainer(rootDir: string): ContainerMarks | undefined {
  const has = (path: string): boolean => existsSync(join(rootDir, path));
  const mounted = join(rootDir, 'wazuh-config-mount/etc/ossec.conf');
  const mountedConf = existsSync(mounted) ? mounted : undefined;
  const mounts = mountsIn(rootDir);
  const marks = { mountedConf, ...(mounts ? { mounts } : {}) };
  if (has('var/run/secrets/kubernetes.io')) return { kind: 'kubernetes', ...marks };
  if (has('run/.containerenv')) return { kind: 'podman', ...marks };
  // `permanent_data.env` is in Wazuh's own images.
  if (has('.dockerenv') || has('permanent_data.env') || mountedConf) return { kind: 'docker', ...marks };
  return undefined;
}

/** Reads /proc/self/mountinfo (proc(5)): the fifth field is the mount point, with blanks as `\040`. */
function mountsIn(rootDir: string): readonly string[] | undefined {
  let text: string;
  try {
    text = readFileSync(join(rootDir, 'proc/self/mountinfo'), 'utf8');
  } catch {
    return undefined;
  }
  return text
    .split('\n')
    .flatMap(line => line.split(' ')[4] ?? [])
    .map(point =>
      point.replace(/\\(?<octal>\d{3})/g, (_, octal: string) =>
        String.fromCharCode(Number.parseInt(octal, 8)),
      ),
    )
    .filter(point => point !== '/')
    .map(point => join(rootDir, point));
}
