/**
 * A rule of another project beside ours: its name there, the ids of ours that see the same deed (by default, before they are moved), and a note.
 * With ids and no note it is covered; with ids and a note, in part, and the note says what is missing; without ids the note says why.
 */
export type PeerRule =
  | readonly [name: string, ids: readonly number[]]
  | readonly [name: string, ids: readonly number[], note: string];

/** The rules of one other project, as it stood when they were compared. */
export interface PeerRuleset {
  readonly peer: string;
  /** Where its rules are, and as of when. */
  readonly source: string;
  readonly rules: readonly PeerRule[];
}

/** How far a rule of another project is covered by ours. */
export type Coverage = 'covered' | 'in part' | 'not covered';

/** Tells how far a rule of another project is covered. */
export function coverageOf([, ids, note]: PeerRule): Coverage {
  if (ids.length === 0) return 'not covered';
  return note === undefined ? 'covered' : 'in part';
}
