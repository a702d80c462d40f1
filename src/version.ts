import { createRequire } from 'node:module';

declare const __VERSION__: string | undefined;

/** The product's version: set by the bundler, read from package.json when run from source. */
export const VERSION: string =
  typeof __VERSION__ === 'string'
    ? __VERSION__
    : (createRequire(import.meta.url)('../package.json') as { version: string }).version;
