/** Waits for all, aborts the rest at the first rejection, and rethrows that one when all have ended. */
export async function settleAll(work: readonly Promise<void>[], failure: AbortController): Promise<void> {
  const errors: unknown[] = [];
  await Promise.all(
    work.map(async one => {
      try {
        await one;
      } catch (error) {
        errors.push(error);
        failure.abort();
      }
    }),
  );
  if (errors.length > 0) throw errors[0];
}
