import { visibleText } from './visible-text.ts';

/** Markup that is safe to put into a page. Only `markup` and `rawHtml` make it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type HtmlPart = Html | string | number | undefined | false | readonly HtmlPart[];

/**
 * Markup with values in it, as content or inside double quotes of an attribute. Every value that is no `Html` is escaped, and what is
 * invisible in it spelt out, so that no text of an alert can become markup. Never put a value where a tag's or an attribute's name stands.
 *
 * Not called `html`: formatters indent what has that name, and blanks are part of a page whose style and script are known by their hash.
 */
export function markup(parts: TemplateStringsArray, ...values: readonly HtmlPart[]): Html {
  let text = parts[0] ?? '';
  for (const [index, value] of values.entries()) text += render(value) + (parts[index + 1] ?? '');
  return new Html(text);
}

/** Text of our own that is markup already: styles, scripts, paths of a drawing. */
export function rawHtml(text: string): Html {
  return new Html(text);
}

function render(value: HtmlPart): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeHtml(visibleText(value));
  return value.map(render).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => ESCAPES[character] ?? '');
}
