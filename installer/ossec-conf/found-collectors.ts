import { CONTENT_TYPES, type ContentType, isContentType } from '../../src/events/content-type.ts';
import type { CloudName } from '../../src/config/schema.ts';
import { childrenNamed, lastValue, type WazuhElement } from '../wazuh-xml/element.ts';
import { commandWodles } from './find-wodle.ts';
import { wodleIntervalMs } from './own-wodle.ts';
import type { Conf } from './read-conf.ts';
import { isEnabled, runsBlogScript } from './take-over.ts';

/** A tenant that something else in this ossec.conf collects, with what it signs in with. */
export interface FoundTenant {
  readonly by: 'native' | 'blog';
  readonly line: number;
  /** As written: the bookmark's name has it so. */
  readonly tenantId: string;
  readonly clientId: string | undefined;
  readonly secret: { readonly value: string } | { readonly file: string } | undefined;
  readonly cloud: CloudName | undefined;
  readonly contentTypes: readonly ContentType[];
  /** How often it runs, where it keeps no bookmark. */
  readonly intervalMs: number | undefined;
}

/** Every tenant of `<office365>` sections that are on, and of wodles that run the blog's script. */
export function foundTenants(conf: Conf): FoundTenant[] {
  const natives = conf.roots.flatMap(root => childrenNamed(root, 'office365')).filter(isEnabled);
  const blogs = commandWodles(conf.roots)
    .map(({ wodle }) => wodle)
    .filter(runsBlogScript);
  return [...natives.flatMap(ofNative), ...blogs.flatMap(ofBlog)];
}

const CLOUD_OF_API: Readonly<Record<string, CloudName>> = {
  commercial: 'worldwide',
  gcc: 'gcc',
  'gcc-high': 'gcc-high',
};

function ofNative(section: WazuhElement): FoundTenant[] {
  const written = childrenNamed(section, 'subscriptions').flatMap(list =>
    childrenNamed(list, 'subscription').map(({ value }) => value),
  );
  return childrenNamed(section, 'api_auth').flatMap(auth => {
    const tenantId = lastValue(auth, 'tenant_id');
    if (tenantId === undefined) return [];
    const [value, file] = [lastValue(auth, 'client_secret'), lastValue(auth, 'client_secret_path')];
    return [
      {
        by: 'native' as const,
        line: section.line,
        tenantId,
        clientId: lastValue(auth, 'client_id'),
        secret: value === undefined ? (file === undefined ? undefined : { file }) : { value },
        cloud: CLOUD_OF_API[lastValue(auth, 'api_type') ?? ''],
        contentTypes: written.filter(isContentType),
        intervalMs: undefined,
      },
    ];
  });
}

function ofBlog(wodle: WazuhElement): FoundTenant[] {
  const flags = flagsOf(lastValue(wodle, 'command') ?? '');
  const tenantId = flags.get('tenantId')?.[0];
  if (tenantId === undefined) return [];
  const value = flags.get('clientSecret')?.[0];
  const types = (flags.get('contentTypes') ?? []).filter(isContentType);
  return [
    {
      by: 'blog',
      line: wodle.line,
      tenantId,
      clientId: flags.get('clientId')?.[0],
      secret: value === undefined ? undefined : { value },
      cloud: undefined,
      contentTypes: types.length > 0 ? types : CONTENT_TYPES,
      intervalMs: wodleIntervalMs(lastValue(wodle, 'interval')),
    },
  ];
}

const BLOG_FLAGS = ['contentTypes', 'hours', 'tenantId', 'clientId', 'clientSecret', 'debug'];

/** The script's flags as Python's argparse takes them: shortened as long as only one fits, `--flag value` or `--flag=value`. */
function flagsOf(command: string): ReadonlyMap<string, readonly string[]> {
  const flags = new Map<string, string[]>();
  let values: string[] | undefined;
  for (const word of wordsOf(command)) {
    const [, name, value] = /^--(?<name>[A-Za-z]+)(?:=(?<value>.*))?$/.exec(word) ?? [];
    if (name === undefined) {
      values?.push(word);
      continue;
    }
    const fitting = BLOG_FLAGS.filter(flag => flag.startsWith(name));
    const flag = BLOG_FLAGS.find(one => one === name) ?? (fitting.length === 1 ? fitting[0] : undefined);
    values = value === undefined ? [] : [value];
    if (flag !== undefined) flags.set(flag, values);
  }
  return flags;
}

/** Wazuh splits at blanks and takes quotes away (`w_strtok`). */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/(?:[^\s"]|"[^"]*")+/g)].map(([word]) => word.replaceAll('"', ''));
}
