/** A defect planted into the collector, to see that the model notices. */
export interface Mutation {
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

/** Each breaks one promise. */
export const MUTATIONS = {
  'records before it delivers': {
    file: 'src/collect/settle-blob.ts',
    find: 'deps.messages.saveLearned();',
    replace: `deps.messages.saveLearned();
      deps.store.commit({ progress: { contentId: work.contentId, sha256: fetched.sha256, eventsDone, delivered: 0,
        duplicates: 0, deadLettered: 0, trimmed: 0, identities: batch.identities } });`,
  },
  'takes the kernel’s word for a delivery': {
    file: 'src/wazuh/confirmation-ledger.ts',
    find: "return { status: 'steady', confirmed: this.#confirmed, flowing, nextInMs };",
    replace: "return { status: 'steady', confirmed: this.#position, flowing, nextInMs };",
  },
  'does not send again what a restart of analysisd took': {
    file: 'src/wazuh/confirmation-ledger.ts',
    find: "return { status: 'lost', reason: 'restart' };",
    replace: "return { status: 'steady', confirmed: this.#position, flowing: true, nextInMs: undefined };",
  },
  'does not send again what a killed analysisd had in its buffer': {
    file: 'src/wazuh/unwritten-tail.ts',
    find: 'this.#isLost = !this.isEmpty;',
    replace: 'this.clear();',
  },
  'does not send again what analysisd dropped': {
    file: 'src/wazuh/confirmation-ledger.ts',
    find: "if (figures.dropped > before.dropped) return { status: 'lost', reason: 'drop' };",
    replace: '',
  },
  'does not send again what a reload of the rules took': {
    file: 'src/wazuh/acknowledged-pace.ts',
    find: "verdict.status === 'lost' || reloaded",
    replace: "verdict.status === 'lost'",
  },
  'moves the cursor past an unfinished blob': {
    file: 'src/collect/collect-partition.ts',
    find: 'Math.min(listedToMs, deps.store.oldestUnfinishedMs() ?? listedToMs)',
    replace: 'listedToMs',
  },
  'takes a blob that failed for done': {
    file: 'src/collect/settle-due.ts',
    find: 'postpone(blob, fetched.error, fetched.afterMs, deps, summary);',
    replace: `deps.store.commit({ finished: { contentId: blob.contentId, state: 'done', events: 0, bytes: 0 } });`,
  },
  'passes over a second blob with the same contentCreated': {
    file: 'src/collect/collect-partition.ts',
    find: 'store.commit({ listed: page.value })',
    replace:
      'store.commit({ listed: page.value.filter((a, n) => !page.value.slice(0, n).some(b => b.contentCreatedMs === a.contentCreatedMs)) })',
  },
  'never looks for late blobs': {
    file: 'src/collect/windows.ts',
    find: 'const sweep = from.sweptMs === undefined || from.nowMs - from.sweptMs >= SWEEP_EVERY_MS;',
    replace: 'const sweep = false;',
  },
  'forgets what it delivered': {
    file: 'src/collect/settle-blob.ts',
    find: ' || deps.store.remembers(identity)',
    replace: '',
  },
  'lets two blobs deliver one event at once': {
    file: 'src/collect/settle-blob.ts',
    find: 'deps.claims.claim(identity, batch.settled);',
    replace: '',
  },
  'goes on one event too far in a half-settled blob': {
    file: 'src/collect/settle-blob.ts',
    find: 'const firstIndex = work.sha256 === fetched.sha256 ? Math.min(work.eventsDone, total) : 0;',
    replace:
      'const firstIndex = work.sha256 === fetched.sha256 && work.eventsDone > 0 ? Math.min(work.eventsDone + 1, total) : 0;',
  },
  'goes back to the beginning of a half-settled blob, remembering nothing': {
    file: 'src/collect/settle-blob.ts',
    find: 'const firstIndex = work.sha256 === fetched.sha256 ? Math.min(work.eventsDone, total) : 0;',
    replace: 'const firstIndex = 0; deps.store.remembers = () => false;',
  },
  'turns a batch round': {
    file: 'src/collect/batch.ts',
    find: 'this.datagrams.push(datagram);',
    replace: 'this.datagrams.unshift(datagram);',
  },
  'drops what is no event': {
    file: 'src/collect/settle-blob.ts',
    find: "batch.setAside({ index, reason: flaw ?? 'unparsable', kept }, text.length);",
    replace: '',
  },
  'says nothing about a lost blob': {
    file: 'src/collect/settle-due.ts',
    find: "    gap: { fromMs: blob.contentCreatedMs, toMs: blob.contentCreatedMs + 1, reason: 'blob-lost' },\n",
    replace: '',
  },
} as const satisfies Record<string, Mutation>;

export type MutationName = keyof typeof MUTATIONS;
