import { readImage } from './images.ts';
import type { Image } from './plan.ts';

/** What every path of a list of wishes holds now. */
export async function presentOf(
  wanted: readonly { readonly path: string }[],
): Promise<Map<string, Image | undefined>> {
  const present = new Map<string, Image | undefined>();
  for (const { path } of wanted) present.set(path, await readImage(path));
  return present;
}
