import { join } from 'node:path';
import { O365WazuhError } from '../../src/errors.ts';
import { forgetTenant } from '../../src/state/forget-tenant.ts';
import { takeRunLock } from '../../src/state/run-lock.ts';
import type { Layout } from '../layout.ts';
import type { ForgetOrder } from '../journal.ts';

/**
 * Keeps the collector out of its memory.
 *
 * @returns how to let it in again.
 * @throws STATE_BUSY when it runs.
 */
export function holdState({ state }: Pick<Layout, 'state'>, nowMs: number): () => void {
  const lock = takeRunLock(state, nowMs);
  if (!lock.held) return () => lock.release();
  throw new O365WazuhError('STATE_BUSY', 'The collector is running and uses its memory.', {
    hint: 'Run it again when the collector’s run has ended.',
  });
}

/** Forgets what was delivered of a tenant. The caller holds the state. @throws STATE_*. */
export function forgetState(
  { state }: Pick<Layout, 'state'>,
  { tenantId, keep }: ForgetOrder,
  nowMs: number,
): void {
  forgetTenant(join(state, 'state.db'), tenantId, new Set(keep), nowMs);
}
