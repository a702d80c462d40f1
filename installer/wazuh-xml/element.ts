/** One element of a Wazuh configuration or rule file, with byte offsets into the text it was read from. */
export interface WazuhElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** 1-based line of the opening `<`. */
  readonly line: number;
  /** Offset of the opening `<`. */
  readonly start: number;
  /** Offset just behind the element's last character. */
  readonly end: number;
  /** Offset just behind the opening tag; equals `contentEnd` when the element closes itself. */
  readonly contentStart: number;
  /** Offset of the closing tag's `<`. */
  readonly contentEnd: number;
  /**
   * The text as Wazuh takes it: without comments, without anything that stands before the last child, entities not decoded and
   * backslashes kept. Not trimmed.
   */
  readonly value: string;
  readonly children: readonly WazuhElement[];
}

/** The elements of this name directly below `parent`, in file order. */
export function childrenNamed(parent: WazuhElement, name: string): WazuhElement[] {
  return parent.children.filter(child => child.name === name);
}

/** The value that counts for a repeated option: Wazuh takes the last one. */
export function lastValue(parent: WazuhElement, name: string): string | undefined {
  return childrenNamed(parent, name).at(-1)?.value;
}
