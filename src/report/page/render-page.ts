import { createHash } from 'node:crypto';
import { VERSION } from '../../version.ts';
import type { ReadCounts } from '../read/read-alerts.ts';
import type { ReportTally } from '../tally/report-tally.ts';
import { CONTENT_CSS } from './assets/content-css.ts';
import { LAYOUT_CSS } from './assets/layout-css.ts';
import { LIVE_SCRIPT, PAGE_SCRIPT } from './assets/page-script.ts';
import { THEME_CSS } from './assets/theme-css.ts';
import { formatBytes, formatCount, formatTime } from './format.ts';
import { type Html, markup, rawHtml } from './markup.ts';
import { changesSection } from './sections/changes.ts';
import { feedSection } from './sections/feed.ts';
import { type Period, overviewSection, rulesSection } from './sections/overview.ts';
import { protectionSection } from './sections/protection.ts';
import { signInsSection } from './sections/sign-ins.ts';

/** What a page is made of. */
export interface PageInput {
  readonly title: string;
  readonly tally: ReportTally;
  readonly counts: ReadCounts;
  readonly files: number;
  readonly bytes: number;
  /** When the page is made. */
  readonly nowMs: number;
}

const STYLE = THEME_CSS + LAYOUT_CSS + CONTENT_CSS;

const NAVIGATION = [
  ['overview', 'Overview'],
  ['rules', 'Rules and rankings'],
  ['sign-ins', 'Sign-ins'],
  ['mailboxes', 'Mailboxes'],
  ['sharing', 'Sharing'],
  ['privileges', 'Privilege'],
  ['protection', 'DLP and alerts'],
  ['feed', 'Feed health'],
] as const;

/**
 * The whole page as one file: its style and script are inside, it loads nothing, and its policy allows nothing else to run.
 *
 * @param live adds what refreshes the page where it is served.
 */
export function renderPage(input: PageInput, live = false): string {
  const script = live ? PAGE_SCRIPT + LIVE_SCRIPT : PAGE_SCRIPT;
  const policy = [
    `default-src 'none'`,
    `style-src '${hashOf(STYLE)}'`,
    `script-src '${hashOf(script)}'`,
    // An empty icon, so that no browser asks for one.
    `img-src data:`,
    ...(live ? [`connect-src 'self'`] : []),
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${rawHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="o365-wazuh ${VERSION}">
<title>${input.title}</title>
<link rel="icon" href="data:,">
<style>${rawHtml(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header><div class="page"><div>
<p class="brand">o365-wazuh · Microsoft 365 in Wazuh${live && markup` · <span class="live" role="status">live</span>`}</p>
<h1>${input.title}</h1>
</div></div></header>
<div id="report">${rawHtml(renderReport(input))}</div>
<script>${rawHtml(script)}</script>
</body>
</html>
`.text;
}

/** All of the page that changes when there are more alerts. */
export function renderReport(input: PageInput): string {
  const { tally } = input;
  const { overview } = tally;
  const period: Period = { fromMs: tally.scope.sinceMs, toMs: tally.scope.untilMs };
  return markup`<div class="page">${periodLine(input)}</div>
<nav aria-label="Sections"><div class="page">${NAVIGATION.map(([id, label]) => markup`<a href="#${id}">${label}</a>`)}</div></nav>
<main id="main"><div class="page">
${overview.alerts === 0 && markup`<p class="banner">There is no alert of Microsoft 365 in what was read, for this period and tenant.</p>`}
${overviewSection(overview, period)}
${rulesSection(overview)}
${signInsSection(tally.signIns, period)}
${changesSection({
  id: 'mailboxes',
  title: 'Mailboxes and mail flow',
  lead: 'Rules, forwarding, permissions and transport: what makes mail go elsewhere. Microsoft’s own upkeep is left out.',
  tally: tally.mailboxes,
  empty: 'No such change.',
})}
${changesSection({
  id: 'sharing',
  title: 'Sharing',
  lead: 'Files and sites opened to others.',
  tally: tally.sharing,
  empty: 'Nothing was shared.',
})}
${changesSection({
  id: 'privileges',
  title: 'Privilege',
  lead: 'Roles, consent, credentials and policies: what gives somebody or something more power.',
  tally: tally.privileges,
  empty: 'No such change.',
})}
${protectionSection(tally.protection)}
${feedSection(tally.feed, period)}
</div></main>
${footer(input)}`.text;
}

function periodLine({ tally, nowMs }: PageInput): Html {
  const { firstMs, lastMs } = tally.overview;
  const from = tally.scope.sinceMs ?? firstMs;
  const to = tally.scope.untilMs ?? lastMs;
  const span =
    from === undefined || to === undefined ? 'No alerts' : `${formatTime(from)} – ${formatTime(to)} UTC`;
  const tenant = tally.scope.tenant !== undefined && markup`<span>tenant ${tally.scope.tenant}</span>`;
  return markup`<p class="period"><span>${span}</span>${tenant}<span>made ${formatTime(nowMs)} UTC</span></p>`;
}

function footer({ tally, counts, files, bytes }: PageInput): Html {
  const items = [
    `${formatCount(counts.lines)} lines in ${formatCount(files)} ${files === 1 ? 'file' : 'files'} (${formatBytes(bytes)}) were read; ${formatCount(tally.overview.alerts)} alerts are counted.`,
    ...told(counts.foreign, 'alerts of other sources were skipped.'),
    ...told(tally.outsidePeriod, 'alerts were outside the period.'),
    ...told(tally.otherTenant, 'alerts were of other tenants.'),
    ...told(counts.broken, 'lines were no whole alerts and were skipped.'),
    ...told(counts.cutFiles, 'compressed files end too early; what came before is counted.'),
    'Times are those of the alerts, in UTC. Events that no rule alerts on are in no alert and so not in here.',
    'Users are counted without regard to case. Rankings hold the 2,000 most frequent values of each kind; where there were more, it is said.',
  ];
  return markup`<footer><div class="page"><h2>How this was counted</h2><ul>${items.map(item => markup`<li>${item}</li>`)}</ul>
<p>o365-wazuh ${VERSION}</p></div></footer>`;
}

function told(count: number, sentence: string): string[] {
  return count === 0 ? [] : [`${formatCount(count)} ${sentence}`];
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
