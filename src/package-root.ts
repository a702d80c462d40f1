import { join } from 'node:path';

/*
 * This file must stay directly in `src/`: in a bundle `import.meta.dirname` is the folder of the bundle (`dist/`, or the installed
 * `wodles/o365-wazuh/`), from source it is this file's own, and both are one level below the root.
 */

/** The folder of the running code: `dist/`, `src/`, or `<home>/wodles/o365-wazuh/` once installed. */
export const CODE_DIR = import.meta.dirname;

/** The folder that holds `dist/`, `rules/` and `decoders/`: the package as npm unpacked it, or the source tree. */
export const PACKAGE_ROOT = join(CODE_DIR, '..');
