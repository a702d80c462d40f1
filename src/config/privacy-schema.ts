import { z } from 'zod';
import { parseFieldPath } from '../events/field-path.ts';
import { secretFile } from './credential-schema.ts';

/** `privacy`, of the whole file or of one tenant. */
export const privacySchema = z
  .strictObject({
    detected_values: z
      .enum(['redact', 'keep'], { error: 'must be redact or keep' })
      .optional()
      .describe(
        '`redact` replaces what a DLP policy detected (card numbers and the text around them) by `[redacted]`. `redact` when left out.',
      ),
    hash_fields: z
      .array(
        z.string({ error: 'must be the path of a field' }).superRefine((text, context) => {
          const path = parseFieldPath(text);
          if (!('message' in path)) return;
          context.addIssue({
            code: 'custom',
            message: `must be the path of a field, such as UserId or Actor[].ID; at character ${path.at + 1}: ${path.message}`,
          });
        }),
        { error: 'must be a list of fields' },
      )
      .max(64, { error: 'must have at most 64 fields' })
      .optional()
      .describe('Fields whose values leave as keyed hashes only.'),
    key_file: secretFile(
      'File that holds the key of the hashes on its first line, at least 32 characters, mode 0600; or systemd:NAME.',
    ).optional(),
  })
  .refine(p => (p.hash_fields ?? []).length === 0 || p.key_file !== undefined, {
    path: ['key_file'],
    error: 'must name the file of the key, beside hash_fields',
  });
