import { z } from 'zod';
import { CONTENT_TYPES } from '../events/content-type.ts';
import { compileExpression } from '../filters/expression.ts';
import type { FilterConditions, FilterSpec } from '../filters/filter.ts';
import { MAX_GLOB_LENGTH } from '../filters/glob.ts';
import { FILTER_PRESETS, filterPreset } from '../filters/presets.ts';
import { recordTypeNumbers } from '../filters/record-type-numbers.ts';

const MAX_ENTRIES = 1_000;
const MAX_FILTERS = 100;
const PRESET_NAMES = FILTER_PRESETS.map(preset => preset.name);

function patterns(what: string) {
  const rule = `must be a list of ${what}, each 1 to ${MAX_GLOB_LENGTH} characters; * and ? are wild cards`;
  return z
    .array(z.string({ error: rule }).min(1, { error: rule }).max(MAX_GLOB_LENGTH, { error: rule }), {
      error: rule,
    })
    .min(1, { error: rule })
    .max(MAX_ENTRIES, { error: `must have at most ${MAX_ENTRIES} entries` })
    .optional();
}

const conditions = z
  .strictObject({
    content_types: z
      .array(z.enum(CONTENT_TYPES, { error: `must be one of ${CONTENT_TYPES.join(', ')}` }), {
        error: 'must be a list of content types',
      })
      .min(1, { error: 'must name at least one content type' })
      .optional()
      .describe('The subscription that the event came by.'),
    workloads: patterns('workloads').describe('`Workload` of the event. `*` and `?` are wild cards.'),
    operations: patterns('operations').describe('`Operation` of the event. `*` and `?` are wild cards.'),
    record_types: z
      .array(
        z
          .union([z.int(), z.string()], { error: 'must be a number or a name' })
          .refine(value => recordTypeNumbers(value) !== undefined, {
            error:
              'must be a number, or a name that Microsoft has published for one, such as SharePointFileOperation',
          }),
        { error: 'must be a list of record types' },
      )
      .min(1, { error: 'must name at least one record type' })
      .max(MAX_ENTRIES, { error: `must have at most ${MAX_ENTRIES} entries` })
      .optional()
      .describe('`RecordType` of the event: numbers, or Microsoft’s names for them.'),
    users: patterns('users').describe('`UserId` of the event. `*` and `?` are wild cards.'),
    when: z
      .string({ error: 'must be a filter expression' })
      .superRefine((text, context) => {
        const compiled = compileExpression(text);
        if (typeof compiled === 'function') return;
        context.addIssue({
          code: 'custom',
          message: `must be a filter expression; at character ${compiled.at + 1}: ${compiled.message}`,
        });
      })
      .optional()
      .describe('An expression that must hold: see [filters](filters.md).'),
  })
  .refine(given => Object.values(given).some(value => value !== undefined), {
    error: 'must have at least one condition: without one it would mean every event',
  });

/** One entry of `filters`. */
export const filterSchema = z
  .strictObject({
    name: z
      .string({ error: 'must be a short name' })
      .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, {
        error: 'must be 1 to 63 of a-z, 0-9, dot, dash, underscore, starting with a letter or digit',
      })
      .optional()
      .describe('Name under which its events are counted. A preset has one of its own.'),
    exclude: conditions.optional().describe('Events that meet all of these conditions are kept from Wazuh.'),
    include: conditions
      .optional()
      .describe('Only events that meet all of these conditions reach Wazuh; all others are kept from it.'),
    enabled: z
      .boolean({ error: 'must be true or false' })
      .default(true)
      .describe('`false` switches it off; in a tenant, also the filter of that name in the whole file.'),
    preset: z
      .enum(PRESET_NAMES, { error: `must be one of ${PRESET_NAMES.join(', ')}` })
      .optional()
      .describe('A ready-made exclusion.'),
  })
  .refine(f => [f.exclude, f.include, f.preset].filter(one => one !== undefined).length === 1, {
    error: 'must have exactly one of exclude, include and preset',
  })
  .refine(f => f.name !== undefined || f.preset !== undefined, {
    path: ['name'],
    error: 'must be a short name: its events are counted under it',
  });

export type WrittenFilter = z.output<typeof filterSchema>;

/** `filters`, of the whole file or of one tenant. */
export const filtersSchema = z
  .array(filterSchema, { error: 'must be a list of filters' })
  .max(MAX_FILTERS, { error: `must have at most ${MAX_FILTERS} filters` })
  .refine(list => new Set(list.map(filterName)).size === list.length, {
    error: 'must not use a filter’s name twice',
  });

export function filterName(filter: WrittenFilter): string {
  return filter.name ?? filter.preset ?? '';
}

/** Filters as the collector applies them, in the order of the file. */
export function resolveFilters(written: readonly WrittenFilter[]): FilterSpec[] {
  return written.map(filter => {
    const preset = filter.preset === undefined ? undefined : filterPreset(filter.preset);
    return {
      name: filterName(filter),
      kind: filter.include ? 'include' : 'exclude',
      conditions: preset ? { when: preset.when } : resolveConditions(filter.include ?? filter.exclude ?? {}),
      ...(filter.enabled ? {} : { isOff: true }),
    };
  });
}

function resolveConditions(written: Partial<z.output<typeof conditions>>): FilterConditions {
  const {
    content_types: contentTypes,
    record_types: recordTypes,
    workloads,
    operations,
    users,
    when,
  } = written;
  return {
    ...(contentTypes ? { contentTypes } : {}),
    ...(recordTypes ? { recordTypes } : {}),
    ...(workloads ? { workloads } : {}),
    ...(operations ? { operations } : {}),
    ...(users ? { users } : {}),
    ...(when === undefined ? {} : { when }),
  };
}
