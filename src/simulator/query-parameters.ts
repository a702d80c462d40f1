/** A request's query by name, whatever the case of the name: Microsoft's own next-page links spell `endTime` both ways. */
export class QueryParameters {
  readonly #values = new Map<string, string>();

  constructor(query: URLSearchParams) {
    for (const [name, value] of query) this.#values.set(name.toLowerCase(), value);
  }

  /** The value, or undefined when the parameter is absent. */
  get(name: string): string | undefined {
    return this.#values.get(name.toLowerCase());
  }
}
