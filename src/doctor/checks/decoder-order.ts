import type { Check } from '../check.ts';
import { fail, ok, skipped, skipUnknown } from '../finding.ts';
import { some } from '../../terminal/words.ts';

export const decoderOrderCheck: Check = {
  id: 'decoder-order',
  group: 'Rules',
  title: 'Decoder order',
  about:
    'Our decoder comes before every other one that takes JSON events: Wazuh goes by file name over all folders, and the first that matches wins.',
  run({ rules }) {
    if (!rules.known) return [skipUnknown(rules)];
    const { decodersBefore, decoderFile } = rules.value;
    if (decoderFile === undefined) return [skipped('our decoder file is not there')];
    if (decodersBefore.length === 0) return [ok(`${decoderFile} comes first`)];
    return [
      fail(
        `these come before ${decoderFile} and take JSON events: ${some(decodersBefore)}`,
        'Rename them so that they sort behind it, or narrow their prematch.',
      ),
    ];
  },
};
