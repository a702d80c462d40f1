import type { Route } from './fault-setting.ts';

/** What a path of the Activity API asks for. */
export interface FeedPath {
  readonly route: Route;
  /** What stands in the tenant's place. */
  readonly tenantName: string;
  /** Of the route `blob`. */
  readonly contentId?: string;
  /** The only method that the route takes. */
  readonly method: 'GET' | 'POST';
}

const FORM = /^\/api\/v1(?:\.0)?\/(?<tenantName>[^/]+)\/activity\/feed\/(?<rest>.+)$/i;

const ROUTES: Readonly<Record<string, Pick<FeedPath, 'route' | 'method'>>> = {
  'subscriptions/start': { route: 'start', method: 'POST' },
  'subscriptions/stop': { route: 'stop', method: 'POST' },
  'subscriptions/list': { route: 'list', method: 'GET' },
  'subscriptions/content': { route: 'content', method: 'GET' },
  'subscriptions/notifications': { route: 'notifications', method: 'GET' },
  'resources/dlpsensitivetypes': { route: 'sensitive-types', method: 'GET' },
};

/** Reads the path of a request; undefined for one that the API does not have. Takes `/api/v1/` for `/api/v1.0/`, as samples write it. */
export function readFeedPath(pathname: string): FeedPath | undefined {
  const groups = FORM.exec(pathname)?.groups;
  if (!groups) return undefined;
  const { tenantName = '', rest = '' } = groups;
  if (/^audit\//i.test(rest)) {
    return {
      route: 'blob',
      method: 'GET',
      tenantName,
      contentId: decodedOrAsIs(rest.slice('audit/'.length)),
    };
  }
  const known = ROUTES[rest.toLowerCase()];
  return known && { ...known, tenantName };
}

function decodedOrAsIs(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
