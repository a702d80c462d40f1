import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Conf } from './ossec-conf/read-conf.ts';
import { applySplices } from './ossec-conf/splice.ts';
import { hasFeature } from '../src/wazuh/home.ts';
import { readImage } from './images.ts';
import type { FileImage, Plan } from './plan.ts';
import type { DaemonTest, InstallerDeps } from './ports.ts';
import { copyAttributes } from './safe-write.ts';
import type { Session } from './session.ts';
import { removeStaging, STAGING } from './staging-folder.ts';

/** Sorts behind all others, so that it hides no complaint about them. */
const SELF_CHECK = 'zzz-o365-wazuh-self-check.xml';
const SELF_CHECK_ID = '119999';
/** From 4.3 on a missing parent is a warning that names the rule. */
const CHILD_OF_NOBODY = `<group name="o365_wazuh_self_check,">
  <rule id="${SELF_CHECK_ID}" level="0">
    <if_sid>119998</if_sid>
    <description>o365-wazuh: proves that staged rules are read.</description>
  </rule>
</group>
`;
/** Before, it is fatal: then there is nothing milder than a broken file, and the rules need a run of their own. */
const BROKEN = '<group name="o365_wazuh_self_check,">\n';

/** Directives of the ruleset section that name folders or files below etc/. */
const RULESET_PATHS = new Set([
  'rule_dir',
  'decoder_dir',
  'rule_include',
  'include',
  'decoder_include',
  'rule_exclude',
  'decoder_exclude',
  'list',
]);

/**
 * Has analysisd read the rules and decoders as they will be, from copies, before any of them is in place.
 *
 * A folder that analysisd cannot read makes it say nothing at all, so a rule is staged beside them that it must complain about: if it does
 * not, it has looked at nothing.
 *
 * @param conf ossec.conf as it will be.
 * @returns what analysisd says, in the terms of the real folders; undefined when this home's analysisd does not look at staged files.
 */
export async function testStaged(
  session: Session,
  plan: Plan,
  conf: Conf,
  deps: InstallerDeps,
): Promise<DaemonTest | undefined> {
  const root = join(session.home.path, STAGING);
  await removeStaging(session.home.path);
  try {
    for (const folder of ['', 'rules', 'decoders', 'lists']) {
      await mkdir(join(root, folder));
      // Lists are compiled by analysisd itself, which needs a folder that its account can write to.
      await copyAttributes(join(root, folder), {
        mode: folder === 'lists' ? 0o770 : 0o750,
        ...session.admin,
      });
    }
    const lists = await stageLists(session.layout.lists, join(root, 'lists'), plan);
    await copyFolder(session.layout.rules, join(root, 'rules'), plan, lists);
    await copyFolder(session.layout.decoders, join(root, 'decoders'), plan, lists);
    await writeFile(join(root, 'ossec.conf'), Buffer.from(stagedConf(conf, lists), 'latin1'), {
      mode: 0o600,
    });

    return await testWithSelfCheck(session, root, deps);
  } finally {
    await removeStaging(session.home.path);
  }
}

async function testWithSelfCheck(
  session: Session,
  root: string,
  deps: InstallerDeps,
): Promise<DaemonTest | undefined> {
  const conf = join(root, 'ossec.conf');
  const selfCheck = join(root, 'rules', SELF_CHECK);
  const isLenient = hasFeature(session.home, 'lenientRules') !== false;
  await writeFile(selfCheck, isLenient ? CHILD_OF_NOBODY : BROKEN);
  await copyAttributes(selfCheck, { mode: 0o640, ...session.admin });
  const test = await testOnce(session, conf, deps);
  if (!isLenient) {
    await rm(selfCheck);
    return test?.code === 0 ? undefined : testOnce(session, conf, deps);
  }
  const others = test?.lines.filter(line => !line.includes(SELF_CHECK_ID));
  if (test === undefined || others === undefined) return undefined;
  const looked = test.code !== 0 || others.length < test.lines.length;
  return looked ? { ...test, lines: others } : undefined;
}

async function testOnce(
  session: Session,
  conf: string,
  deps: InstallerDeps,
): Promise<DaemonTest | undefined> {
  const [test] = await deps.daemons.test(session.home, { conf, signal: deps.signal });
  return test && { ...test, lines: test.lines.map(line => line.replaceAll(`${STAGING}/`, 'etc/')) };
}

/** The folder's XML files as they will be, each with the owner and mode that decide whether analysisd can read it. */
async function copyFolder(from: string, to: string, plan: Plan, lists: readonly string[]): Promise<void> {
  const images = new Map<string, FileImage>();
  for (const name of await readdir(from)) {
    const image = name.endsWith('.xml') ? await readImage(join(from, name)) : undefined;
    if (image?.kind === 'file') images.set(name, image);
  }
  for (const change of plan.changes) {
    if (dirname(change.path) !== from) continue;
    if (change.after?.kind === 'file') images.set(basename(change.path), change.after);
    else images.delete(basename(change.path));
  }
  for (const [name, image] of images) {
    if (!('bytes' in image.content)) continue;
    await writeFile(join(to, name), withStagedLists(image.content.bytes, lists));
    await copyAttributes(join(to, name), image);
  }
}

/** Lists that are new or change stand in the staging folder; the others are read where they are. @returns their names. */
async function stageLists(from: string, to: string, plan: Plan): Promise<string[]> {
  const names: string[] = [];
  for (const { path, after } of plan.changes) {
    if (dirname(path) !== from || path.endsWith('.cdb')) continue;
    if (after?.kind !== 'file' || !('bytes' in after.content)) continue;
    await writeFile(join(to, basename(path)), after.content.bytes);
    await copyAttributes(join(to, basename(path)), after);
    names.push(basename(path));
  }
  return names;
}

/** Rules find a list by its very name in ossec.conf, so a staged one goes by its staged name in them too. */
function withStagedLists(rules: Buffer, lists: readonly string[]): Buffer {
  if (lists.length === 0) return rules;
  const text = rules.toString('latin1');
  return Buffer.from(
    lists.reduce((all, name) => all.replaceAll(`>etc/lists/${name}<`, `>${STAGING}/lists/${name}<`), text),
    'latin1',
  );
}

function stagedConf(conf: Conf, lists: readonly string[]): string {
  const splices = conf.roots
    .flatMap(root => root.children.filter(child => child.name === 'ruleset'))
    .flatMap(ruleset => ruleset.children.filter(child => RULESET_PATHS.has(child.name)))
    .flatMap(({ name, value, contentStart, contentEnd }) => {
      if (name === 'list' && !lists.includes(value.replace(/^etc\/lists\//, ''))) return [];
      const rest = /^\/?etc\/(?<rest>(?:rules|decoders|lists)(?:\/.*)?)$/.exec(value)?.groups?.['rest'];
      return rest === undefined ? [] : [{ start: contentStart, end: contentEnd, text: `${STAGING}/${rest}` }];
    });
  return applySplices(conf.text, splices);
}
