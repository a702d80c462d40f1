import type { Check } from '../check.ts';
import { ok, skipped, skipUnknown, warn } from '../finding.ts';
import { count } from '../../terminal/words.ts';

export const quotaCheck: Check = {
  id: 'quota',
  group: 'Microsoft',
  title: 'Quota',
  about: 'Microsoft does not answer "too many requests", neither now nor in the last runs.',
  run({ tenants, state }) {
    if (!tenants.known) return [skipUnknown(tenants)];
    const throttledRuns = state.known
      ? state.value.runs.filter(run => run.outcome === 'THROTTLED').length
      : 0;
    return tenants.value.map(({ name, token, throttled }) => {
      if (throttled > 0) {
        return warn(
          `Microsoft throttles the tenant: ${count(throttled, 'answer')} of just now said so`,
          'The collector waits as it is told. See what else reads the tenant’s audit log with the same publisher id.',
          name,
        );
      }
      if (!token.known) return skipped('there is no token', name);
      if (throttledRuns > 0) {
        return warn(
          `${count(throttledRuns, 'run')} of the last ${state.known ? state.value.runs.length : 0} were throttled`,
          'The collector waits as it is told, and catches up.',
          name,
        );
      }
      return ok('no answer said "too many requests"', name);
    });
  },
};
