import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface ContainerMarks {
  readonly kind: 'docker' | 'podman' | 'kubernetes';
  /** This file is copied over etc/ossec.conf at every start of the container: a change must be made in it, outside. */
  readonly mountedConf: string | undefined;
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
  if (has('var/run/secrets/kubernetes.io')) return { kind: 'kubernetes', mountedConf };
  if (has('run/.containerenv')) return { kind: 'podman', mountedConf };
  // `permanent_data.env` is in Wazuh's own images.
  if (has('.dockerenv') || has('permanent_data.env') || mountedConf) return { kind: 'docker', mountedConf };
  return undefined;
}
