import { lastValue, type WazuhElement } from '../wazuh-xml/element.ts';
import { WODLE_TAG } from './wodle-options.ts';

/** A command wodle and the root that holds it. */
export interface FoundWodle {
  readonly root: WazuhElement;
  readonly wodle: WazuhElement;
}

/** Every `<wodle name="command">` of the file, in order. Commented-out ones are not elements and so are not found. */
export function commandWodles(roots: readonly WazuhElement[]): FoundWodle[] {
  return roots.flatMap(root =>
    root.children
      .filter(child => child.name === 'wodle' && child.attributes.get('name') === 'command')
      .map(wodle => ({ root, wodle })),
  );
}

/** The wodles with our tag. Of several Wazuh runs the last one, silently. */
export function ownWodles(roots: readonly WazuhElement[]): FoundWodle[] {
  return commandWodles(roots).filter(found => lastValue(found.wodle, 'tag') === WODLE_TAG);
}
