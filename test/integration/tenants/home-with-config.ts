import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeThrowawayHome, type ThrowawayHome } from '../installer/throwaway-home.ts';

export const id = (digit: number): string => `${String(digit).repeat(8)}-2222-3333-4444-555555555555`;
export const CLIENT = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

/** A throw-away home with a configuration of ours in it. */
export interface HomeWithConfig extends ThrowawayHome {
  readonly folder: string;
  config(): string;
  /** Writes a file beside config.yml, or elsewhere when the name is absolute. */
  put(name: string, text: string, mode?: number): string;
  /** Text of a file beside config.yml. */
  get(name: string): string;
  /** Mode and owner. */
  readonly attributes: (name: string) => string;
}

export const CONFIG = `# Ours. Ask before editing.
version: 1   # format

tenants:
    # The head office.
    - name: contoso
      tenant_id: ${id(1)}
      client_id: ${CLIENT}
      client_secret_file: FOLDER/contoso.secret
`;

export function homeWithConfig(): HomeWithConfig {
  const home = makeThrowawayHome();
  const folder = join(home.path, 'etc/o365-wazuh');
  mkdirSync(folder, { mode: 0o700 });
  const at = (name: string): string => (name.startsWith('/') ? name : join(folder, name));
  const put = (name: string, text: string, mode = 0o600): string => {
    mkdirSync(join(at(name), '..'), { recursive: true, mode: 0o700 });
    writeFileSync(at(name), text, { mode });
    return at(name);
  };
  put('config.yml', CONFIG.replace('FOLDER', folder));
  put('contoso.secret', 'contoso-secret\n');
  return {
    ...home,
    folder,
    put,
    config: () => readFileSync(at('config.yml'), 'utf8'),
    get: name => readFileSync(at(name), 'utf8'),
    attributes: name => {
      const { mode, uid, gid } = statSync(at(name));
      return `${(mode & 0o777).toString(8)} ${uid}:${gid}`;
    },
  };
}
