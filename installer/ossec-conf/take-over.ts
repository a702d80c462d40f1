import { childrenNamed, lastValue, type WazuhElement } from '../wazuh-xml/element.ts';
import { commandWodles } from './find-wodle.ts';
import type { Conf } from './read-conf.ts';
import { applySplices, type Splice } from './splice.ts';

/** Stands behind an option that we switched, and says what it was: uninstalling needs no other memory. */
const MARKER = /^<!-- o365-wazuh: was (?<was>yes|no|absent) -->/;

/** The blog's script, whatever folder it lies in. */
const BLOG_SCRIPT = /\boffice_?365\.py\b/;

/**
 * Switches off what collects the same events: Wazuh's own `<office365>` for these tenants, and wodles that run the blog's script.
 *
 * @param tenantIds lower case.
 */
export function takeOver(conf: Conf, tenantIds: readonly string[]): string {
  const natives = conf.roots
    .flatMap(root => childrenNamed(root, 'office365'))
    .filter(section => isEnabled(section) && tenantIdsOf(section).some(id => tenantIds.includes(id)));
  const blogs = commandWodles(conf.roots)
    .map(found => found.wodle)
    .filter(runsBlogScript);
  return applySplices(conf.text, [
    ...natives.flatMap(section => switchOption(section, 'enabled', 'no')),
    ...blogs.flatMap(wodle => switchOption(wodle, 'disabled', 'yes')),
  ]);
}

/** Switches back what `takeOver` switched, unless the user has changed it since; then only our remark goes. */
export function giveBack(conf: Conf): string {
  const splices: Splice[] = [];
  const visit = (element: WazuhElement): void => {
    const was = MARKER.exec(conf.text.slice(element.end, element.end + 60));
    const before = was?.groups?.['was'];
    if (was && (element.name === 'enabled' || element.name === 'disabled')) {
      const end = element.end + was[0].length;
      const ours = element.value === (element.name === 'enabled' ? 'no' : 'yes');
      if (!ours) splices.push({ start: element.end, end, text: '' });
      else if (before === 'absent') splices.push({ start: element.start, end, text: '' });
      else splices.push({ start: element.contentStart, end, text: `${before}</${element.name}>` });
    }
    element.children.forEach(visit);
  };
  conf.roots.forEach(visit);
  return applySplices(conf.text, splices);
}

export function isEnabled(section: WazuhElement): boolean {
  return lastValue(section, 'enabled') !== 'no';
}

export function isRunning(wodle: WazuhElement): boolean {
  return lastValue(wodle, 'disabled') !== 'yes';
}

export function tenantIdsOf(section: WazuhElement): string[] {
  return childrenNamed(section, 'api_auth').flatMap(
    auth => lastValue(auth, 'tenant_id')?.toLowerCase() ?? [],
  );
}

export function runsBlogScript(wodle: WazuhElement): boolean {
  return isRunning(wodle) && BLOG_SCRIPT.test(lastValue(wodle, 'command') ?? '');
}

/** Of a repeated option the last one counts, so that is the one to change. */
function switchOption(section: WazuhElement, name: string, to: 'yes' | 'no'): Splice[] {
  const option = childrenNamed(section, name).at(-1);
  if (option === undefined) {
    const { contentStart: start } = section;
    return [{ start, end: start, text: `<${name}>${to}</${name}><!-- o365-wazuh: was absent -->` }];
  }
  if (option.value !== 'yes' && option.value !== 'no') return [];
  const remark = `<!-- o365-wazuh: was ${option.value} -->`;
  return [
    { start: option.contentStart, end: option.contentEnd, text: to },
    { start: option.end, end: option.end, text: remark },
  ];
}
