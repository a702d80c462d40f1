const WITHIN_MS = 300_000;
const LOOK_EVERY_MS = 500;

/** @param why what the error says when it does not come true within five minutes. */
export async function waitUntil(done: () => boolean, why: () => string): Promise<void> {
  const deadline = Date.now() + WITHIN_MS;
  while (!done()) {
    if (Date.now() > deadline) throw new Error(why());
    await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
