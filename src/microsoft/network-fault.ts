import type { Outcome } from '../collect/ports.ts';
import { type ErrorCode } from '../error-table.ts';
import { O365WazuhError } from '../errors.ts';
import { ProxyFault } from './tunnel-agent.ts';

interface NetworkCode {
  readonly error: ErrorCode;
  /** Said of the host. */
  readonly says: string;
  /** True where only a person can help; false where the next attempt may succeed. */
  readonly fatal?: true;
}

const UNTRUSTED: NetworkCode = {
  error: 'TLS_UNTRUSTED',
  says: 'shows a certificate that no trusted authority signed',
  fatal: true,
};
const DNS: NetworkCode = { error: 'DNS_FAILED', says: 'has a name that cannot be looked up' };
const UNREACHABLE: NetworkCode = { error: 'CONNECTION_REFUSED', says: 'cannot be reached' };
const LOST: NetworkCode = { error: 'CONNECTION_LOST', says: 'closed the connection before it answered' };

/** What Node, OpenSSL and the resolver report when there is no answer. */
export const NETWORK_CODES: Readonly<Record<string, NetworkCode>> = {
  ENOTFOUND: DNS,
  EAI_AGAIN: DNS,
  EAI_FAIL: DNS,
  EAI_NODATA: DNS,
  ECONNREFUSED: { error: 'CONNECTION_REFUSED', says: 'refuses the connection' },
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  ENETDOWN: UNREACHABLE,
  EADDRNOTAVAIL: UNREACHABLE,
  EACCES: UNREACHABLE,
  EPERM: UNREACHABLE,
  ECONNRESET: LOST,
  EPIPE: LOST,
  ECONNABORTED: LOST,
  ERR_STREAM_PREMATURE_CLOSE: LOST,
  ETIMEDOUT: { error: 'MICROSOFT_TIMEOUT', says: 'does not answer the attempt to connect' },
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  CERT_UNTRUSTED: UNTRUSTED,
  CERT_SIGNATURE_FAILURE: UNTRUSTED,
  INVALID_CA: UNTRUSTED,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    error: 'TLS_UNTRUSTED',
    says: 'shows a certificate of another host',
    fatal: true,
  },
  CERT_HAS_EXPIRED: { error: 'TLS_EXPIRED', says: 'shows a certificate that has expired', fatal: true },
  CERT_NOT_YET_VALID: {
    error: 'TLS_EXPIRED',
    says: 'shows a certificate that is not valid yet',
    fatal: true,
  },
  EPROTO: { error: 'TLS_FAILED', says: 'does not speak TLS 1.2 or later with us' },
};

/**
 * The outcome of a request that got no answer. The original error is never kept: axios puts the request into it, with the
 * token in its headers or the secret in its form.
 */
export function networkFault(error: unknown, host: string): Outcome<never> {
  const proxyFault = causesOf(error).find(one => one instanceof ProxyFault);
  if (proxyFault) return proxyOutcome(proxyFault);

  const code = (error as { code?: unknown } | null)?.code;
  const name = typeof code === 'string' ? code : 'no code';
  const known = NETWORK_CODES[name] ?? (name.startsWith('ERR_SSL_') ? NETWORK_CODES['EPROTO'] : undefined);
  const { error: errorCode, says, fatal } = known ?? LOST;
  const failure = new O365WazuhError(errorCode, `${host} ${says} (${name}).`, {
    details: { host, code: name },
  });
  return fatal ? { status: 'fatal', error: failure } : { status: 'retry', error: failure };
}

function proxyOutcome(fault: ProxyFault): Outcome<never> {
  const details = fault.status === undefined ? {} : { status: fault.status };
  if (fault.status === 407) {
    return { status: 'fatal', error: new O365WazuhError('PROXY_AUTH_REQUIRED', fault.message, { details }) };
  }
  const error = new O365WazuhError('PROXY_FAILED', fault.message, { details });
  // A proxy that says no (403) goes on saying no; one that is not there or cannot connect may be back in a moment.
  const refuses = fault.status !== undefined && fault.status < 500;
  return refuses ? { status: 'fatal', error } : { status: 'retry', error };
}

function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let one = error; one instanceof Error && chain.length < 5; one = one.cause) chain.push(one);
  return chain;
}
