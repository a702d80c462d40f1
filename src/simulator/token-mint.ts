import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Tenant } from './tenant.ts';

/** Who a token speaks for. */
export interface Bearer {
  readonly tenant: Tenant;
  readonly roles: readonly string[];
}

export interface TokenOrder {
  readonly tenant: Tenant;
  readonly roles: readonly string[];
  readonly audience: string;
  readonly lifetimeS: number;
  readonly nowMs: number;
}

interface Claims {
  readonly aud: string;
  readonly tid: string;
  readonly appid: string;
  readonly exp: number;
  readonly roles?: readonly string[];
}

/** Makes and checks bearer tokens: JWTs with Entra's claims, signed with a key that lives as long as the simulator. */
export class TokenMint {
  readonly #key = randomBytes(32);
  readonly #tenants: readonly Tenant[];
  issued = 0;

  constructor(tenants: readonly Tenant[]) {
    this.#tenants = tenants;
  }

  issue({ tenant, roles, audience, lifetimeS, nowMs }: TokenOrder): string {
    this.issued += 1;
    const issuedS = Math.floor(nowMs / 1000);
    const claims: Claims & Record<string, unknown> = {
      aud: audience,
      iss: `https://sts.windows.net/${tenant.tenantId}/`,
      iat: issuedS,
      nbf: issuedS,
      exp: issuedS + lifetimeS,
      appid: tenant.clientId,
      oid: tenant.clientId,
      tid: tenant.tenantId,
      ...(roles.length > 0 ? { roles } : {}),
      uti: randomUUID(),
      ver: '1.0',
    };
    const payload = `${encoded({ typ: 'JWT', alg: 'HS256' })}.${encoded(claims)}`;
    return `${payload}.${this.#sign(payload)}`;
  }

  /**
   * The bearer of an Authorization header; undefined when the token is none of ours, has expired or is for another API.
   *
   * @param audiences what the API answers to, as origins.
   */
  read(authorization: string | undefined, audiences: readonly string[], nowMs: number): Bearer | undefined {
    const token = /^Bearer (?<payload>[\w-]+\.(?<claims>[\w-]+))\.(?<signature>[\w-]+)$/i.exec(
      authorization ?? '',
    );
    const { payload = '', claims: claimsText = '', signature = '' } = token?.groups ?? {};
    if (!isSame(signature, this.#sign(payload))) return undefined;
    const claims = JSON.parse(Buffer.from(claimsText, 'base64url').toString()) as Claims;
    if (claims.exp * 1000 <= nowMs || !audiences.includes(claims.aud.replace(/\/$/, ''))) return undefined;
    const tenant = this.#tenants.find(one => one.tenantId === claims.tid && one.clientId === claims.appid);
    return tenant && { tenant, roles: claims.roles ?? [] };
  }

  #sign(payload: string): string {
    return createHmac('sha256', this.#key).update(payload).digest('base64url');
  }
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
