import { join } from 'node:path';

/**
 * The folder that holds `dist/`, `rules/` and `decoders/`: the package as npm unpacked it, or the source tree.
 *
 * This file must stay directly in `src/`: in a bundle `import.meta.dirname` is the folder of the bundle (`dist/`), from source it is
 * this file's own, and both are one level below the root.
 */
export const PACKAGE_ROOT = join(import.meta.dirname, '..');
