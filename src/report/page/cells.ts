import { bandOf } from '../tally/overview-tally.ts';
import type { Technique } from '../read/alert.ts';
import { formatCount, formatMoment } from './format.ts';
import { type Html, markup } from './markup.ts';

/** A rule level with its colour. The number says it too: colour alone never does. */
export function levelCell(level: number): Html {
  return markup`<span class="level level-${bandOf(level).toLowerCase()}" title="${bandOf(level)}">${level}</span>`;
}

/** A time in short; the whole of it shows when pointed at. */
export function timeCell(ms: number): Html {
  const iso = new Date(ms).toISOString();
  return markup`<time datetime="${iso}" title="${iso}">${formatMoment(ms)}</time>`;
}

/** A name, an address or a path, to be broken where a reader would rather than in the middle of a word. */
export function breakable(text: string): Html {
  const [first = '', ...rest] = text.split(/(?<=[@/\\_])(?=[^@/\\_])/u);
  return markup`${first}${rest.map(part => markup`<wbr>${part}`)}`;
}

/** MITRE ATT&CK ids, with links where an id has the form of one. */
export function techniquesCell(techniques: readonly Technique[]): Html {
  return markup`${techniques.map(({ id, name }) => markup`${techniqueLink(id, name)} `)}`;
}

export function techniqueLink(id: string, name: string): Html {
  if (!/^T\d{4}(?:\.\d{3})?$/.test(id)) return markup`<span class="tag">${id}</span>`;
  const path = id.replace('.', '/');
  return markup`<a class="tag" href="https://attack.mitre.org/techniques/${path}/" rel="noreferrer noopener" title="${name}">${id}</a>`;
}

/** A bar beside a number: its length is the share of the longest. */
export function barCell(count: number, longest: number, color = 'series-0'): Html {
  const percent = longest === 0 ? 0 : Math.max((100 * count) / longest, 0.5);
  return markup`<svg class="bar" width="100%" height="10" aria-hidden="true"><rect class="${color}" width="${percent.toFixed(1)}%" height="10" rx="2"/></svg>`;
}

/** A count that may be too high by some. */
export function countCell({ count, error }: { readonly count: number; readonly error: number }): Html {
  return error === 0
    ? markup`${formatCount(count)}`
    : markup`<span title="at least ${formatCount(count - error)}">≤ ${formatCount(count)}</span>`;
}

/** A number of different values that is counted up to a limit only. */
export function cappedCell({ count, isFull }: { readonly count: number; readonly isFull: boolean }): string {
  return isFull ? `${formatCount(count - 1)}+` : formatCount(count);
}
