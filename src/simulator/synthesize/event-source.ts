import type { ContentType } from '../../events/content-type.ts';
import { Rng } from '../rng.ts';
import type { Tenant } from '../tenant.ts';
import { type Filling, type TenantFacts, createDraw } from './draw.ts';
import { padded, paddingFor } from './padding.ts';
import { peopleOf } from './person.ts';
import { withQuirk } from './quirk.ts';
import { type Recipe, buildEvent } from './recipe.ts';
import { RECIPES } from './recipes.ts';
import { type Template, compileTemplate, fillTemplate } from './template.ts';

/** Ordinary templates per recipe, and how many of them have a quirk. */
const VARIANTS = 12;
const QUIRKY_VARIANTS = 4;
/** Share of events made from a quirky template. */
const QUIRK_RATE = 0.02;

const MINUTE_MS = 60_000;

/**
 * Makes a tenant's synthetic events, each from its number alone: nothing is kept but the templates, so that a million events
 * need no memory and any of them can be made again.
 */
export class EventSource {
  readonly #seed: number;
  readonly #tenantIndex: number;
  readonly #facts: TenantFacts;
  readonly #rng: Rng;
  readonly #templates = new Map<Recipe, Template[]>();
  readonly #minimumBytes: number;

  /** @param bytesPerEvent mean size that shorter events are padded to reach; nothing leaves them at their natural size. */
  constructor(seed: number, tenant: Tenant, bytesPerEvent?: number) {
    this.#seed = seed;
    this.#tenantIndex = tenant.index;
    this.#facts = { ...tenant, people: peopleOf(seed, tenant.domain) };
    this.#rng = new Rng(seed, 'events', tenant.index);
    this.#minimumBytes = bytesPerEvent === undefined ? 0 : paddingFor(bytesPerEvent, this.#facts);
  }

  /**
   * The JSON text of one event, in UTF-8.
   *
   * @param serial number of the event within its tenant; its `Id` ends in it.
   * @param atMs the event happened 1 to 90 minutes before this time.
   * @param operation makes it an event of this operation in place of the one that the number gives; the `Id` stays.
   */
  event(contentType: ContentType, serial: number, atMs: number, operation?: string): Buffer {
    const rng = this.#rng;
    rng.seek(serial);
    const id = eventId(rng, this.#tenantIndex, serial);
    const choices = operation === undefined ? byContentType.get(contentType) : choicesFor(operation);
    const recipe = pickByWeight(rng, choices ?? choicesFor('UserLoggedIn'));
    const variant = rng.chance(QUIRK_RATE)
      ? VARIANTS + rng.int(0, QUIRKY_VARIANTS - 1)
      : rng.int(0, VARIANTS - 1);
    const filling: Filling = {
      rng,
      id,
      time: new Date(atMs - MINUTE_MS - rng.int(0, 89 * MINUTE_MS)).toISOString().slice(0, 19),
      user: rng.pick(this.#facts.people),
      other: rng.pick(this.#facts.people),
    };
    return fillTemplate(this.#template(recipe, variant), filling);
  }

  #template(recipe: Recipe, variant: number): Template {
    const variants = this.#templates.get(recipe) ?? [];
    const known = variants[variant];
    if (known !== undefined) return known;
    const rng = new Rng(
      this.#seed,
      'template',
      recipe.operation,
      recipe.workload,
      recipe.recordType,
      variant,
    );
    const plain = buildEvent(recipe, createDraw(rng, this.#facts));
    const event = variant < VARIANTS ? plain : withQuirk(plain, rng);
    const template = compileTemplate(padded(event, this.#minimumBytes, this.#facts));
    variants[variant] = template;
    this.#templates.set(recipe, variants);
    return template;
  }
}

/** A GUID whose end is the event's number: unique by construction, and readable when a test looks for a lost event. */
function eventId(rng: Rng, tenantIndex: number, serial: number): string {
  return `${rng.hex(8)}-${rng.hex(4)}-4${rng.hex(3)}-8${hex(tenantIndex, 3)}-${hex(serial, 12)}`;
}

function hex(n: number, length: number): string {
  return n.toString(16).padStart(length, '0');
}

/** Recipes with what their weights add up to, so that a choice is one draw. */
interface Choices {
  readonly recipes: readonly Recipe[];
  readonly total: number;
}

function choicesOf(recipes: readonly Recipe[]): Choices {
  return { recipes, total: recipes.reduce((sum, recipe) => sum + recipe.weight, 0) };
}

const byContentType = new Map(
  [...Map.groupBy(RECIPES, recipe => recipe.contentType)].map(([type, recipes]) => [
    type,
    choicesOf(recipes),
  ]),
);
const byOperation = new Map(
  [...Map.groupBy(RECIPES, recipe => recipe.operation)].map(([name, recipes]) => [name, choicesOf(recipes)]),
);

function pickByWeight(rng: Rng, choices: Choices): Recipe {
  let left = rng.next() * choices.total;
  for (const recipe of choices.recipes) {
    left -= recipe.weight;
    if (left < 0) return recipe;
  }
  return rng.pick(choices.recipes);
}

/** The recipes of one operation: more than one where several workloads have it. @throws RangeError for an unknown one. */
export function recipesFor(operation: string): readonly Recipe[] {
  return choicesFor(operation).recipes;
}

function choicesFor(operation: string): Choices {
  const choices = byOperation.get(operation);
  if (choices === undefined)
    throw new RangeError(`The simulator has no operation ${JSON.stringify(operation)}`);
  return choices;
}
