import type { SharedConf } from '../ossec-conf/shared-confs.ts';
import type { Notice } from '../report.ts';

/** Something that an agent.conf tells agents to run, which brings our events once more. */
export interface SharedCollector {
  readonly code: 'agents-native-module' | 'agents-blog-wodle' | 'agents-own-wodle';
  readonly path: string;
  readonly line: number;
  /** What it does, to be read behind path and line. */
  readonly text: string;
  readonly cure: string;
}

const CURE = 'Take it out there: --take-over does not change what agents are told.';

/** @param tenantIds those that are collected here, in lower case. */
export function collectorsInSharedConfs(
  confs: readonly SharedConf[],
  tenantIds: readonly string[],
): SharedCollector[] {
  return confs.flatMap(({ path, nativeModules, blogWodles, ownWodleLines }) => [
    ...nativeModules.flatMap(({ line, enabled, tenantIds: theirs }): SharedCollector[] => {
      const shared = theirs.filter(id => tenantIds.includes(id));
      if (!enabled || shared.length === 0) return [];
      const text = `tells agents to collect the same tenant ${shared.join(', ')} with <office365>: each of them brings every event once more`;
      return [{ code: 'agents-native-module', path, line, text, cure: CURE }];
    }),
    ...blogWodles.map(({ line }): SharedCollector => {
      const text = 'tells agents to run the blog’s office_365.py: each of them brings every event once more';
      return { code: 'agents-blog-wodle', path, line, text, cure: CURE };
    }),
    ...ownWodleLines.map((line): SharedCollector => {
      const text = 'tells agents to run our wodle as well';
      const cure = 'Let the collector run on exactly one machine.';
      return { code: 'agents-own-wodle', path, line, text, cure };
    }),
  ]);
}

/** The same for the report of an installation. Nothing here stops one. */
export function sharedConfNotices(confs: readonly SharedConf[], tenantIds: readonly string[]): Notice[] {
  return collectorsInSharedConfs(confs, tenantIds).map(({ code, path, line, text, cure }) => ({
    code,
    text: `${path} line ${line} ${text}. ${cure}`,
  }));
}
