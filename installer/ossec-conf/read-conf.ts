import type { WazuhElement } from '../wazuh-xml/element.ts';
import { parseWazuhXml, type XmlFault } from '../wazuh-xml/parse-wazuh-xml.ts';
import { lineAt } from '../wazuh-xml/syntax.ts';

/** An ossec.conf that Wazuh's parser can read. `text` has one character per byte. */
export interface Conf {
  readonly text: string;
  readonly roots: readonly WazuhElement[];
}

export type ReadConf =
  { readonly ok: true; readonly conf: Conf } | { readonly ok: false; readonly fault: XmlFault };

/**
 * Reads an ossec.conf. Beyond what the parser refuses, a file is refused whose roots are not all `<ossec_config>`, since no
 * daemon would take it, and one without any root.
 *
 * Does not know which options exist: that is the daemons' `-t` to say.
 */
export function readConf(bytes: Buffer): ReadConf {
  const text = bytes.toString('latin1');
  const parsed = parseWazuhXml(text);
  if (!parsed.ok) return parsed;
  const foreign = parsed.roots.find(root => root.name !== 'ossec_config');
  if (foreign) {
    const reason = `The root element <${foreign.name}> is not <ossec_config>`;
    return { ok: false, fault: { reason, line: foreign.line } };
  }
  if (parsed.roots.length === 0) {
    const reason = 'There is no <ossec_config> in it';
    return { ok: false, fault: { reason, line: lineAt(text, text.length) } };
  }
  return { ok: true, conf: { text, roots: parsed.roots } };
}
