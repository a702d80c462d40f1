import { asciiLowerCase } from './byte-string.ts';
import type { EventFields, StaticField } from './event-fields.ts';

/** `OS_COMMENT_MAX`: from this many bytes on the template itself is shown. */
const MAX_BYTES = 1024;

const STATIC_NAMES: ReadonlySet<string> = new Set<StaticField>([
  'dstuser',
  'srcuser',
  'srcip',
  'dstip',
  'srcport',
  'dstport',
  'protocol',
  'action',
  'id',
  'url',
  'data',
  'status',
  'extra_data',
  'system_name',
]);

/**
 * Fills the `$(field)` parts of a rule's description. A missing field becomes nothing; where the result would take 1024 bytes or more, the
 * template comes back as it is.
 *
 * @param template byte string, as all texts here.
 */
export function describeAlert(
  template: string,
  event: {
    readonly fields: EventFields;
    readonly hostname?: string | undefined;
    readonly programName?: string | undefined;
  },
): string {
  if (!template.includes('$(') && template.length < MAX_BYTES) return template;
  let rest = template.slice(0, MAX_BYTES);
  let text = '';
  for (let at = rest.indexOf('$('); at >= 0; at = rest.indexOf('$(')) {
    if (text.length + at >= MAX_BYTES) return template;
    const end = rest.indexOf(')', at);
    if (end < 0) {
      text += rest.slice(0, at);
      rest = rest.slice(at);
      break;
    }
    text += rest.slice(0, at);
    const value = valueOf(rest.slice(at + 2, end), event) ?? '';
    if (text.length + value.length >= MAX_BYTES) return template;
    text += value;
    rest = rest.slice(end + 1);
  }
  return text.length + rest.length >= MAX_BYTES ? template : text + rest;
}

function valueOf(name: string, event: Parameters<typeof describeAlert>[1]): string | undefined {
  if (STATIC_NAMES.has(name)) return event.fields.statics[name as StaticField];
  if (name === 'program_name') return event.programName;
  if (name === 'hostname') return event.hostname;
  return event.fields.dynamic(asciiLowerCase(name));
}
