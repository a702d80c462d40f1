import { createHash, randomBytes } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { O365WazuhError } from '../errors.ts';
import { type PageInput, renderPage, renderReport } from './page/render-page.ts';
import { findAlertFiles } from './read/find-alert-files.ts';
import { FollowedFile } from './read/follow-file.ts';
import { newReadCounts, readAlerts } from './read/read-alerts.ts';
import { ReportTally } from './tally/report-tally.ts';
import { DEFAULT_TITLE, type ReportOptions } from './write-report.ts';

export interface ServeOptions extends Omit<ReportOptions, 'out' | 'nowMs'> {
  /** 0 for any free one. */
  readonly port?: number;
  /** How often the files are looked at, milliseconds. */
  readonly intervalMs?: number;
}

export interface ReportServer {
  /** With a part that cannot be guessed: other users of the machine reach the port too. */
  readonly url: string;
  /** Reads what is new at once, in place of waiting for the next look. */
  readonly refresh: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const INTERVAL_MS = 4_000;

/**
 * Shows the report on this machine alone, and keeps it up to date while the files grow. Compressed files are read once.
 *
 * @throws REPORT_UNREADABLE; what `signal` is aborted with; USAGE when the port is taken.
 */
export async function serveReport(options: ServeOptions): Promise<ReportServer> {
  const { title = DEFAULT_TITLE, port = 0, intervalMs = INTERVAL_MS, signal } = options;
  const files = findAlertFiles(options.alerts);
  options.onTotal?.(files.reduce((sum, file) => sum + file.bytes, 0));
  const tally = new ReportTally(options);
  const counts = newReadCounts();
  const followed: FollowedFile[] = [];
  let bytes = 0;
  for (const file of files) {
    if (file.path.endsWith('.gz')) {
      await readAlerts(file, counts, alert => tally.add(alert), signal ? { signal } : {});
      bytes += file.bytes;
    } else {
      followed.push(new FollowedFile(file.path, counts, alert => tally.add(alert)));
    }
  }
  const refresh = async (): Promise<void> => {
    for (const file of followed) {
      const more = await file.read(signal);
      bytes += more;
      if (more > 0) options.onBytes?.(more);
    }
  };
  const closeFiles = async (): Promise<void> => {
    for (const file of followed) await file.close();
  };
  const page = (): PageInput => ({ title, tally, counts, files: files.length, bytes, nowMs: Date.now() });
  const token = randomBytes(16).toString('hex');
  const server = createServer((request, response) => answer(request, response, token, page));
  try {
    await refresh();
    await listen(server, port);
  } catch (error) {
    await closeFiles();
    throw error;
  }
  const timer = repeat(refresh, intervalMs);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}/`,
    refresh,
    close: async () => {
      timer.stop();
      server.closeAllConnections();
      await new Promise<void>(resolve => {
        server.close(() => resolve());
      });
      await closeFiles();
    },
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  token: string,
  page: () => PageInput,
): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Referrer-Policy', 'no-referrer');
  // A web page elsewhere could have its own name point here; the browser then says that name.
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (host !== '127.0.0.1' && host !== 'localhost') {
    response.writeHead(403).end('This report answers to 127.0.0.1 and localhost only.\n');
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD' }).end();
  } else if (request.url === `/${token}/`) {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(renderPage(page(), true));
  } else if (request.url === `/${token}/report`) {
    sendFragment(request, response, page());
  } else {
    response.writeHead(404).end('There is nothing here. The address must be complete, as it was printed.\n');
  }
}

function sendFragment(request: IncomingMessage, response: ServerResponse, page: PageInput): void {
  // What was counted changes the page; that time goes on does not.
  const state = JSON.stringify([page.counts, page.tally.overview.alerts]);
  const tag = `"${createHash('sha256').update(state).digest('hex').slice(0, 16)}"`;
  response.setHeader('ETag', tag);
  if (request.headers['if-none-match'] === tag) response.writeHead(304).end();
  else response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(renderReport(page));
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => {
      reject(
        new O365WazuhError('USAGE', `Cannot listen on port ${port}: ${error.message}`, { cause: error }),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

/** Runs a task again and again with a pause between, never twice at a time. A task that fails is tried again at the next turn. */
function repeat(task: () => Promise<void>, pauseMs: number): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const turn = async (): Promise<void> => {
    await task().catch(() => undefined);
    if (!isStopped) timer = setTimeout(() => void turn(), pauseMs);
  };
  timer = setTimeout(() => void turn(), pauseMs);
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
