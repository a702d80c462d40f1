import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTokenClaims } from '../../../src/microsoft/token-claims.ts';

const jwt = (claims: unknown) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

describe('readTokenClaims', () => {
  it('reads what a diagnosis wants to know', () => {
    expect(
      readTokenClaims(
        jwt({
          aud: 'https://manage.office.com/',
          tid: 'AAAAAAAA-2222-3333-4444-555555555555',
          appid: 'BBBBBBBB-2222-3333-4444-555555555555',
          roles: ['ActivityFeed.Read', 7],
          exp: 1_767_225_600,
        }),
      ),
    ).toEqual({
      aud: 'https://manage.office.com',
      tid: 'aaaaaaaa-2222-3333-4444-555555555555',
      appid: 'bbbbbbbb-2222-3333-4444-555555555555',
      roles: ['ActivityFeed.Read'],
      expMs: 1_767_225_600_000,
    });
  });

  it('takes a token without roles for one that may do nothing', () => {
    expect(readTokenClaims(jwt({ aud: 7, exp: 'soon' }))).toEqual({ roles: [] });
  });

  it.each(['', 'opaque', 'a.b', 'a.b.c', 'a.b.c.d', jwt([]), jwt(null), jwt('x'), '..'])(
    'has no opinion on %j',
    token => {
      expect(readTokenClaims(token)).toBeUndefined();
    },
  );

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.jsonValue().map(jwt)), token => {
        const claims = readTokenClaims(token);
        expect(claims === undefined || Array.isArray(claims.roles)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
