import { type Html, type HtmlPart, markup } from './markup.ts';

/** A part of the page that the navigation leads to. */
export function section(id: string, title: string, lead: HtmlPart, ...content: readonly HtmlPart[]): Html {
  return markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
<p class="lead">${lead}</p>
${content}</section>`;
}

/** A framed part of a section. Two halves stand side by side where there is room. */
export function card(
  width: 'full' | 'half',
  title: string | undefined,
  ...content: readonly HtmlPart[]
): Html {
  return markup`<div class="card ${width}">${title !== undefined && markup`<h3>${title}</h3>`}${content}</div>`;
}

export function cards(...content: readonly HtmlPart[]): Html {
  return markup`<div class="cards">${content}</div>`;
}

/** A large number with its name. */
export function figure(label: string, value: HtmlPart, note?: HtmlPart): Html {
  return markup`<div class="figure"><dt>${label}</dt><dd>${value}${note !== undefined && markup`<small>${note}</small>`}</dd></div>`;
}

export function figures(...content: readonly Html[]): Html {
  return markup`<dl class="figures">${content}</dl>`;
}
