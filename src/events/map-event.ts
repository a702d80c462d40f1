import type { AuditEvent, Json } from './audit-event.ts';
import { setField } from './field-names.ts';
import { type FieldPath, fieldOf, isNamed, type PathStep } from './field-path.ts';

/** Tells what stands in place of a scalar; the scalar itself where nothing does. */
type MapScalar = (value: string | number | boolean, path: string) => Json;

/**
 * Copies a value with its scalars and keys mapped. What is unchanged is not copied but shared, so an event in which nothing is to be done
 * comes back as the same object.
 *
 * @param path of the value, with `[]` for the elements of lists.
 */
export function mapScalars(
  value: Json,
  path: string,
  map: MapScalar,
  mapKey: (key: string, path: string) => string,
): Json {
  if (value === null) return value;
  if (typeof value !== 'object') return map(value, path);
  if (Array.isArray(value)) {
    const list = value.map(element => mapScalars(element, `${path}[]`, map, mapKey));
    return list.some((element, index) => element !== value[index]) ? list : value;
  }
  let isChanged = false;
  const copy: AuditEvent = {};
  for (const key of Object.keys(value)) {
    const name = mapKey(key, path);
    const before = value[key] as Json;
    const after = mapScalars(before, path === '' ? name : `${path}.${name}`, map, mapKey);
    isChanged ||= after !== before || name !== key;
    setField(copy, name, after);
  }
  return isChanged ? copy : value;
}

/** Copies an event with what a path leads to mapped, lists walked through; what is unchanged is shared. */
export function mapAtPath(
  event: AuditEvent,
  path: FieldPath,
  map: (value: Json, path: string) => Json,
): AuditEvent {
  return mapSteps(event, '', path.steps, 0, map) as AuditEvent;
}

function mapSteps(
  value: Json,
  at: string,
  steps: readonly PathStep[],
  index: number,
  map: (value: Json, path: string) => Json,
): Json {
  if (Array.isArray(value)) {
    const list = value.map(element => mapSteps(element, `${at}[]`, steps, index, map));
    return list.some((element, n) => element !== value[n]) ? list : value;
  }
  const step = steps[index];
  if (step === undefined) return map(value, at);
  if (typeof value !== 'object' || value === null) return value;
  let mapped = value;
  if (step.kind === 'named' && isNamed(value, step.lower)) {
    mapped =
      index + 1 === steps.length
        ? mapField(mapped, 'value', at, steps, index + 1, map)
        : (mapSteps(mapped, at, steps, index + 1, map) as AuditEvent);
  }
  return mapField(mapped, step.lower, at, steps, index + 1, map);
}

function mapField(
  object: AuditEvent,
  lower: string,
  at: string,
  steps: readonly PathStep[],
  next: number,
  map: (value: Json, path: string) => Json,
): AuditEvent {
  if (fieldOf(object, lower, lower) === undefined) return object;
  let mapped = object;
  for (const key of Object.keys(object)) {
    // Every spelling of the name, should there be two.
    if (key.toLowerCase() !== lower) continue;
    const before = object[key] as Json;
    const after = mapSteps(before, at === '' ? key : `${at}.${key}`, steps, next, map);
    if (after === before) continue;
    if (mapped === object) mapped = { ...object };
    setField(mapped, key, after);
  }
  return mapped;
}
