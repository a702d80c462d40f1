import { type AxiosInstance, type AxiosResponse, create, isAxiosError } from 'axios';
import { Agent } from 'node:https';
import { O365WazuhError } from '../../errors.ts';

/** How to reach a Wazuh dashboard, and as whom. */
export interface DashboardLogin {
  /** With a slash at its end; see `parseDashboardUrl`. */
  readonly url: URL;
  readonly user: string;
  readonly password: string;
  /** PEM certificates to trust instead of the system's. */
  readonly caPem?: string;
  /** Accepts any certificate. */
  readonly insecureTls?: boolean;
  /** Only for dashboards with multitenancy, which Wazuh ships switched off: `global`, `private` or a name. */
  readonly tenant?: string;
}

export interface DashboardRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the dashboard's base path, without a slash in front, encoded. */
  readonly path: string;
  readonly body?: unknown;
  /** Statuses that the caller understands; all others become errors. 2xx always pass. */
  readonly accept?: readonly number[];
}

export interface DashboardAnswer {
  readonly status: number;
  readonly body: unknown;
}

const UNTRUSTED_HINT =
  'Name the certificate authority with --ca (on the dashboard’s machine /etc/wazuh-dashboard/certs/root-ca.pem) and use the ' +
  'host name that the certificate was made for.';
const TIMEOUT_MS = 60_000;
/** An index pattern's field list of 10,000 fields is about 2 MB. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** The HTTP side of a Wazuh dashboard: OpenSearch Dashboards, or Kibana before Wazuh 4.3. Never follows a redirect, never uses a proxy. */
export class DashboardServer {
  readonly url: URL;
  readonly #client: AxiosInstance;
  readonly #agent: Agent;

  constructor(login: DashboardLogin) {
    this.url = login.url;
    this.#agent = new Agent({
      ...(login.caPem === undefined ? {} : { ca: login.caPem }),
      rejectUnauthorized: login.insecureTls !== true,
    });
    this.#client = create({
      baseURL: login.url.href,
      auth: { username: login.user, password: login.password },
      headers: {
        // The one that the server looks for depends on the product; it looks for its presence only.
        'osd-xsrf': 'true',
        'kbn-xsrf': 'true',
        ...(login.tenant === undefined ? {} : { securitytenant: login.tenant }),
      },
      httpsAgent: this.#agent,
      maxRedirects: 0,
      proxy: false,
      timeout: TIMEOUT_MS,
      maxContentLength: MAX_ANSWER_BYTES,
      validateStatus: () => true,
    });
  }

  /**
   * @throws DASHBOARD_UNREACHABLE, DASHBOARD_LOGIN_REFUSED, DASHBOARD_ANSWER_UNEXPECTED.
   */
  async send(request: DashboardRequest, signal?: AbortSignal): Promise<DashboardAnswer> {
    const answer = await this.#exchange(request, signal);
    const { status } = answer;
    if ((status >= 200 && status < 300) || request.accept?.includes(status))
      return { status, body: answer.data };
    throw this.#refusal(request, answer);
  }

  /** An address that a person opens in the browser. */
  page(id: string): string {
    return new URL(`app/dashboards#/view/${id}`, this.url).href;
  }

  close(): void {
    this.#agent.destroy();
  }

  async #exchange(request: DashboardRequest, signal?: AbortSignal): Promise<AxiosResponse<unknown>> {
    try {
      return await this.#client.request<unknown>({
        method: request.method,
        url: request.path,
        data: request.body,
        ...(signal ? { signal } : {}),
      });
    } catch (error) {
      if (signal?.aborted) throw new O365WazuhError('INTERRUPTED', 'Interrupted.', { cause: error });
      // Of axios's error only the sentence is kept: its config holds the password.
      const reason = isAxiosError(error)
        ? [error.code, error.message].filter(Boolean).join(': ')
        : String(error);
      const aboutTrust = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/i.test(reason);
      throw new O365WazuhError('DASHBOARD_UNREACHABLE', `${this.url.origin} does not answer: ${reason}`, {
        ...(aboutTrust && { hint: UNTRUSTED_HINT }),
      });
    }
  }

  #refusal(request: DashboardRequest, answer: AxiosResponse<unknown>): O365WazuhError {
    const { status } = answer;
    const said = sentenceOf(answer.data);
    if (status === 401 || status === 403) {
      return new O365WazuhError(
        'DASHBOARD_LOGIN_REFUSED',
        status === 401
          ? `${this.url.origin} does not accept this user and password.`
          : `${this.url.origin} does not let this user do this (${request.method} ${request.path}).`,
        { details: { status, said } },
      );
    }
    const location: unknown = answer.headers['location'];
    const where = typeof location === 'string' ? `, a redirect to ${location.slice(0, 200)}` : '';
    return new O365WazuhError(
      'DASHBOARD_ANSWER_UNEXPECTED',
      `${request.method} ${request.path} was answered with status ${status}${where}${said === '' ? '' : `: ${said}`}.`,
      { details: { status, said } },
    );
  }
}

function sentenceOf(body: unknown): string {
  const message =
    typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string'
      ? body.message
      : '';
  return message.slice(0, 500);
}
