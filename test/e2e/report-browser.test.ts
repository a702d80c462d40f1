import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveReport } from '../../src/report/serve-report.ts';
import { writeReport } from '../../src/report/write-report.ts';
import { simulateAlerts } from '../stand-ins/simulated-alerts.ts';

const CANDIDATES = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const executablePath = CANDIDATES.find(path => path !== '' && existsSync(path));
if (!executablePath)
  console.log(
    'The report is not looked at in a browser: no Chromium here (apt-get install chromium, or set CHROMIUM).',
  );

const END = Date.UTC(2031, 0, 15, 12);

/** A page, and everything that it did that it should not. */
interface Watched {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

describe.skipIf(!executablePath)('the report in Chromium', { timeout: 90_000 }, () => {
  let folder: string;
  let browser: BrowserContext;
  let file: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'o365-browser-'));
    const alerts = join(folder, 'alerts.json');
    writeFileSync(
      alerts,
      simulateAlerts({ events: 800, endMs: END })
        .map(alert => `${JSON.stringify(alert)}\n`)
        .join(''),
    );
    file = join(folder, 'report.html');
    await writeReport({ alerts: [alerts], out: file, nowMs: END });
    browser = await chromium.launchPersistentContext(join(folder, 'profile'), {
      executablePath: executablePath ?? '',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function openPage(
    address: string,
    view: { width: number; height: number; colorScheme?: 'light' | 'dark' } = { width: 1280, height: 900 },
  ): Promise<Watched> {
    const page = await browser.newPage();
    const watched: Watched = { page, complaints: [], requests: [] };
    page.on('console', message => watched.complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', error => watched.complaints.push(error.message));
    page.on('dialog', dialog => {
      watched.complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', request => watched.requests.push(request.url()));
    await page.setViewportSize({ width: view.width, height: view.height });
    await page.emulateMedia({ colorScheme: view.colorScheme ?? 'light' });
    await page.goto(address);
    return watched;
  }

  it('opens without a complaint and asks for nothing', async () => {
    const { page, complaints, requests } = await openPage(`file://${file}`);

    expect(complaints).toEqual([]);
    expect(requests).toEqual([`file://${file}`]);
    await page.close();
  });

  it.each([
    ['a wide page', { width: 1280, height: 900 }],
    ['a telephone', { width: 390, height: 844 }],
  ])('draws every chart on %s, and nothing wider than the page', async (_what, view) => {
    const { page } = await openPage(`file://${file}`, view);

    const charts = await evaluate<
      { width: number; height: number; paths: { width: number; fill: string }[] }[]
    >(
      page,
      `[...document.querySelectorAll('figure svg.canvas')].map(chart => ({
        width: chart.getBoundingClientRect().width,
        height: chart.getBoundingClientRect().height,
        paths: [...chart.querySelectorAll('path')].map(path => ({
          width: path.getBoundingClientRect().width,
          fill: getComputedStyle(path).fill,
        })),
      }))`,
    );
    expect(charts).toHaveLength(4);
    for (const { width, height, paths } of charts) {
      expect(width).toBeGreaterThan(0.5 * Math.min(view.width, 500));
      expect(height).toBeGreaterThan(100);
      // The columns fill the drawing from side to side, each layer in a colour of its own.
      expect(Math.max(...paths.map(path => path.width))).toBeGreaterThan(0.3 * width);
      expect(new Set(paths.map(path => path.fill)).size).toBe(paths.length);
      expect(paths.map(path => path.fill)).not.toContain('rgb(0, 0, 0)');
    }
    const overflow = await evaluate<number>(
      page,
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBe(0);
    await page.close();
  });

  it('follows the system’s theme, and the reader’s choice', async () => {
    const { page } = await openPage(`file://${file}`, { width: 1280, height: 900, colorScheme: 'dark' });
    const ground = (): Promise<string> => evaluate(page, 'getComputedStyle(document.body).backgroundColor');

    expect(await ground()).toBe('rgb(14, 19, 24)');
    await page.getByRole('button', { name: 'Light', exact: true }).click();
    expect(await ground()).toBe('rgb(245, 246, 248)');
    await page.close();
  });

  it('sorts a table by a click, and the other way by another', async () => {
    const { page } = await openPage(`file://${file}`);
    const table = page.getByRole('region', { name: 'Top users' });
    const counts = (): Promise<number[]> =>
      table
        .locator('tbody tr td:nth-child(3)')
        .evaluateAll(cells => cells.map(cell => Number(cell.getAttribute('data-v'))));

    const before = await counts();
    await table.getByRole('button', { name: 'Sort by Alerts' }).click();
    await table.getByRole('button', { name: 'Sort by Alerts' }).click();

    expect(await counts()).toEqual([...before].sort((a, b) => a - b));
    expect(await table.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('ascending');
    await page.close();
  });

  it('is whole without its script', async () => {
    const context = await chromium.launch({
      executablePath: executablePath ?? '',
      args: ['--headless', '--no-sandbox', '--disable-gpu'],
    });
    const page = await context.newPage({ javaScriptEnabled: false });
    await page.goto(`file://${file}`);

    expect(await page.locator('section').count()).toBe(8);
    expect(await page.getByText('Most severe alerts').first().isVisible()).toBe(true);
    await context.close();
  });

  it('prints on A4', async () => {
    const { page } = await openPage(`file://${file}`);

    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });

    const boxes = [
      ...pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 (?<width>[\d.]+) (?<height>[\d.]+)\]/g),
    ];
    expect(boxes.length).toBeGreaterThan(3);
    expect(boxes[0]?.groups).toEqual({
      width: expect.stringMatching(/^59[45]/) as unknown,
      height: expect.stringMatching(/^84[12]/) as unknown,
    });
    await page.close();
  });

  it('runs nothing that an alert brings', async () => {
    const attacks = [
      '<script>window.pwned = 1; alert(1)</script>',
      '"><img src=x onerror="window.pwned=1">',
      "' onmouseover='window.pwned=1' x='",
      '</script><script>window.pwned = 1</script>',
      '</style><style>*{display:none}</style>',
      '<a href="javascript:window.pwned=1">click</a>',
      '\u202E<svg/onload=window.pwned=1>',
      '<b>'.repeat(300_000),
    ];
    const alerts = join(folder, 'hostile.json');
    const out = join(folder, 'hostile.html');
    writeFileSync(
      alerts,
      attacks
        .flatMap(text =>
          ['UserLoginFailed', 'New-InboxRule', 'Add member to role.', 'SharingSet', 'FeedGap'].map(
            operation => hostileAlert(text, operation),
          ),
        )
        .join(''),
    );
    await writeReport({ alerts: [alerts], out, title: attacks[0] ?? '' });

    const { page, complaints, requests } = await openPage(`file://${out}`);
    await page.mouse.move(600, 600);
    await page.mouse.wheel(0, 3_000);

    expect(complaints).toEqual([]);
    expect(requests).toEqual([`file://${out}`]);
    expect(await evaluate<boolean>(page, `'pwned' in window`)).toBe(false);
    expect(await page.locator('main img, main iframe, main script, main style, main b').count()).toBe(0);
    expect(await page.getByText('⟨U+202E⟩').first().isVisible()).toBe(true);
    await page.close();
  });

  it('refreshes where it is served, and keeps what was sorted and opened', async () => {
    const alerts = join(folder, 'growing.json');
    writeFileSync(
      alerts,
      hostileAlert('amber.finch', 'UserLoginFailed') + hostileAlert('jade.heron', 'UserLoginFailed'),
    );
    const server = await serveReport({ alerts: [alerts], intervalMs: 100 });
    const { page, complaints } = await openPage(server.url);
    const users = page.getByRole('region', { name: 'Top users' });
    await users.getByRole('button', { name: 'Sort by User' }).click();
    await page.locator('details summary').first().click();
    await expect.poll(() => page.locator('.live').textContent()).toBe('live');

    appendFileSync(alerts, hostileAlert('coral.wren', 'UserLoginFailed'));
    await expect.poll(() => users.innerText(), { timeout: 30_000 }).toContain('coral.wren');

    expect(await users.locator('th[aria-sort]').innerText()).toContain('User');
    expect(await page.locator('details').first().getAttribute('open')).not.toBeNull();
    expect(complaints).toEqual([]);
    await page.close();
    await server.close();
  });
});

function hostileAlert(text: string, operation: string): string {
  return `${JSON.stringify({
    timestamp: '2031-01-15T10:00:00.000+0000',
    rule: { level: 12, id: text, description: text, mitre: { id: [text], technique: [text] } },
    data: {
      srcip: text,
      office_365: {
        Operation: operation,
        Workload: operation === 'FeedGap' ? 'o365-wazuh' : text,
        UserId: text,
        ObjectId: text,
        LogonError: text,
        Detail: text,
        TargetUserOrGroupName: text,
        Parameters: [{ Name: 'ForwardTo', Value: text }],
      },
      o365_wazuh: { tenant: text, subscription: text, lag_band: text },
    },
  })}\n`;
}

/** Runs an expression inside the page: a text, since this side of the test knows no browser's types. */
async function evaluate<T>(page: Page, expression: string): Promise<T> {
  return (await page.evaluate(expression)) as T;
}
