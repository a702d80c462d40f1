import type { Plugin } from 'esbuild';
import { readFileSync } from 'node:fs';

/*
 * Parts of libraries that this program cannot reach and a bundler cannot know about: half a megabyte that would be read and evaluated at
 * every start.
 */
const REPLACED: readonly (readonly [path: RegExp, contents: string])[] = [
  // Messages in fifty languages; English is named by the library itself.
  [/[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/, `export { default as en } from './en.js';`],
  // Requests go through node:http alone. Merely to look whether fetch is there would load all of it.
  [
    /[\\/]axios[\\/]lib[\\/]adapters[\\/]fetch\.js$/,
    'export const getFetch = () => false; export default false;',
  ],
  [/[\\/]axios[\\/]lib[\\/]adapters[\\/]xhr\.js$/, 'export default false;'],
  // No form with files is ever sent; the list of all media types hangs on it.
  [/[\\/]form-data[\\/]lib[\\/]form_data\.js$/, 'module.exports = class FormData {};'],
  [/[\\/]axios[\\/]lib[\\/]env[\\/]classes[\\/]FormData\.js$/, 'export default class FormData {}'],
];

/** Merely to ask what the global FormData is loads all of fetch, a tenth of the time of a start. */
const ASKS_FOR_FORM_DATA = {
  path: /[\\/]axios[\\/]lib[\\/]utils\.js$/,
  find: 'G.FormData',
  replace: 'undefined',
};

/** Leaves out of a bundle what is never used. */
export function bundleDiet(): Plugin {
  return {
    name: 'bundle-diet',
    setup(building) {
      for (const [filter, contents] of REPLACED) {
        building.onLoad({ filter }, () => ({ contents, loader: 'js' }));
      }
      const { path, find, replace } = ASKS_FOR_FORM_DATA;
      building.onLoad({ filter: path }, args => ({
        contents: readFileSync(args.path, 'utf8').replaceAll(find, replace),
        loader: 'js',
      }));
    },
  };
}
