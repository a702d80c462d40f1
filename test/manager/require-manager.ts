import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CONFIRM = 'O365_WAZUH_TEST_HOME_CONFIRM';

/** Stops the whole run unless a manager was named that may be changed. */
export function setup(): void {
  testHome(process.env);
}

/**
 * The home of the manager to test on.
 *
 * @throws Error in CI, without a home, where it is no manager with its programs, and where it holds what somebody may still need, unless
 *   O365_WAZUH_TEST_HOME_CONFIRM is `yes`.
 */
export function testHome(env: NodeJS.ProcessEnv): string {
  if (env['CI']) throw new Error('test:manager changes a real Wazuh manager: it never runs in CI.');
  const home = env['O365_WAZUH_TEST_HOME'];
  if (!home) {
    throw new Error('O365_WAZUH_TEST_HOME is not set; it must be the home of a throw-away Wazuh manager.');
  }
  for (const program of ['bin/wazuh-control', 'bin/wazuh-analysisd']) {
    if (!existsSync(join(home, program))) {
      throw new Error(`${home} is no Wazuh manager with its programs: ${program} is missing.`);
    }
  }
  const own = ownThings(home);
  if (own.length > 0 && env[CONFIRM] !== 'yes') {
    throw new Error(
      `${home} holds ${own.join(', ')}: it does not look like a throw-away manager. Set ${CONFIRM}=yes to change it nevertheless.`,
    );
  }
  return home;
}

/** What a fresh manager does not have: an installation of ours, rules and decoders beside the two examples, registered agents. */
function ownThings(home: string): string[] {
  const ours = ['wodles/o365-wazuh', 'etc/o365-wazuh', 'queue/o365-wazuh'].filter(path =>
    existsSync(join(home, path)),
  );
  const agents = textOf(join(home, 'etc/client.keys')).trim() === '' ? [] : ['etc/client.keys'];
  return [
    ...ours,
    ...filesWithOwn(home, 'etc/rules', 'local_rules.xml', /<rule\s[^>]*\bid=["'](?!100001["'])/),
    ...filesWithOwn(
      home,
      'etc/decoders',
      'local_decoder.xml',
      /<decoder\s[^>]*\bname=["'](?!local_decoder_example["'])/,
    ),
    ...agents,
  ];
}

/** Files of a folder beside the stock one, and that one too where it holds more than its example. */
function filesWithOwn(home: string, folder: string, stock: string, own: RegExp): string[] {
  const path = join(home, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter(name => name !== stock || own.test(textOf(join(path, name))))
    .map(name => `${folder}/${name}`);
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
