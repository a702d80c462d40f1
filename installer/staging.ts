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
    for (const folder of ['', 'rules', 'decoders']) {
      await mkdir(join(root, folder));
      await copyAttributes(join(root, folder), { mode: 0o750, ...session.admin });
    }
    await copyFolder(session.layout.rules, join(root, 'rules'), plan);
    await copyFolder(session.layout.decoders, join(root, 'decoders'), plan);
    await writeFile(join(root, 'ossec.conf'), Buffer.from(stagedConf(conf), 'latin1'), { mode: 0o600 });

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
async function copyFolder(from: string, to: string, plan: Plan): Promise<void> {
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
    await writeFile(join(to, name), image.content.bytes);
    await copyAttributes(join(to, name), image);
  }
}

function stagedConf(conf: Conf): string {
  const splices = conf.roots
    .flatMap(root => root.children.filter(child => child.name === 'ruleset'))
    .flatMap(ruleset => ruleset.children.filter(child => RULESET_PATHS.has(child.name)))
    .flatMap(({ value, contentStart, contentEnd }) => {
      const rest = /^\/?etc\/(?<rest>(?:rules|decoders)(?:\/.*)?)$/.exec(value)?.groups?.['rest'];
      return rest === undefined ? [] : [{ start: contentStart, end: contentEnd, text: `${STAGING}/${rest}` }];
    });
  return applySplices(conf.text, splices);
}
