import { z } from 'zod';

const ERROR = z.object({
  type: z.string(),
  id: z.string(),
  title: z.string().optional(),
  error: z.looseObject({
    type: z.string(),
    references: z.array(z.object({ type: z.string(), id: z.string() })).optional(),
    message: z.string().optional(),
  }),
});

/** What the server says of an import. `success` is the only member to believe, see `explainImport`. */
const ANSWER = z.object({ success: z.boolean(), errors: z.array(ERROR).optional() });

/**
 * Reads the answer to an import.
 *
 * `successCount` and `successResults` are no proof: with a conflict or a missing reference the server writes nothing at all and still
 * counts the objects that had no error of their own (create_saved_objects.ts of OpenSearch Dashboards).
 *
 * @returns undefined when everything was written, else one sentence a problem.
 */
export function explainImport(body: unknown): readonly string[] | undefined {
  const answer = ANSWER.safeParse(body);
  if (!answer.success) return ['The server’s answer has an unknown form.'];
  if (answer.data.success) return undefined;
  const sentences = (answer.data.errors ?? []).map(explain);
  return sentences.length > 0 ? [...new Set(sentences)] : ['The server does not say why.'];
}

function explain({ type, id, title, error }: z.infer<typeof ERROR>): string {
  const name = `${type} ${title ?? id}`;
  switch (error.type) {
    case 'conflict':
      return `${name}: there is one with this id already, and the server would not replace it.`;
    case 'ambiguous_conflict':
      return `${name}: several objects could be the one to replace; delete the copies in Stack Management > Saved Objects.`;
    case 'missing_references':
      return `${name}: what it refers to is not there: ${(error.references ?? []).map(one => `${one.type} ${one.id}`).join(', ')}.`;
    case 'unsupported_type':
      return `${name}: the server does not know objects of this type.`;
    default:
      return `${name}: ${error.message ?? error.type}`;
  }
}
