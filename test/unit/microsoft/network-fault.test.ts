import { inspect } from 'node:util';
import { AxiosError } from 'axios';
import { describe, expect, it } from 'vitest';
import { ERROR_TABLE } from '../../../src/error-table.ts';
import { NETWORK_CODES, networkFault } from '../../../src/microsoft/network-fault.ts';
import { ProxyFault } from '../../../src/microsoft/tunnel-agent.ts';

function axiosError(code: string | undefined, cause?: Error): AxiosError {
  const config = { headers: { Authorization: 'Bearer very-secret' }, data: 'client_secret=very-secret' };
  const error = new AxiosError('request failed', code, config as never);
  if (cause) error.cause = cause;
  return error;
}

function verdict(error: unknown): string {
  const outcome = networkFault(error, 'manage.office.com');
  return outcome.status === 'ok' ? 'ok' : `${outcome.status} ${outcome.error.code}`;
}

describe('networkFault', () => {
  it.each([
    ['ENOTFOUND', 'retry DNS_FAILED'],
    ['EAI_AGAIN', 'retry DNS_FAILED'],
    ['ECONNREFUSED', 'retry CONNECTION_REFUSED'],
    ['EHOSTUNREACH', 'retry CONNECTION_REFUSED'],
    ['ECONNRESET', 'retry CONNECTION_LOST'],
    ['EPIPE', 'retry CONNECTION_LOST'],
    ['ETIMEDOUT', 'retry MICROSOFT_TIMEOUT'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'fatal TLS_UNTRUSTED'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'fatal TLS_UNTRUSTED'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'fatal TLS_UNTRUSTED'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'fatal TLS_UNTRUSTED'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'fatal TLS_UNTRUSTED'],
    ['CERT_HAS_EXPIRED', 'fatal TLS_EXPIRED'],
    ['CERT_NOT_YET_VALID', 'fatal TLS_EXPIRED'],
    ['EPROTO', 'retry TLS_FAILED'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'retry TLS_FAILED'],
    ['SOMETHING_NEW', 'retry CONNECTION_LOST'],
    [undefined, 'retry CONNECTION_LOST'],
  ])('tells %s from the others', (code, expected) => {
    expect(verdict(axiosError(code))).toBe(expected);
  });

  it.each([
    [407, 'fatal PROXY_AUTH_REQUIRED'],
    [403, 'fatal PROXY_FAILED'],
    [502, 'retry PROXY_FAILED'],
    [undefined, 'retry PROXY_FAILED'],
  ])('finds a proxy’s fault behind axios’s own error: %s', (status, expected) => {
    expect(verdict(axiosError('ERR_PROXY', new ProxyFault('The proxy refused.', status)))).toBe(expected);
  });

  it.each([7, null, undefined, 'text', {}])('describes %j, thrown by whom ever', thrown => {
    expect(verdict(thrown)).toBe('retry CONNECTION_LOST');
  });

  it('keeps nothing of the request', () => {
    const outcome = networkFault(axiosError('ECONNRESET', new Error('very-secret')), 'manage.office.com');
    expect(inspect(outcome, { depth: 12, showHidden: true })).not.toContain('very-secret');
    expect(outcome).toMatchObject({
      error: { message: 'manage.office.com closed the connection before it answered (ECONNRESET).' },
    });
  });

  it('has a cure for every code', () => {
    for (const { error } of Object.values(NETWORK_CODES)) expect(ERROR_TABLE[error].cure).not.toBe('');
  });
});
