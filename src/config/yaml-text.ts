import { LineCounter, parseDocument } from 'yaml';
import { type ConfigProblem, type LineOf, problemAt } from './config-problem.ts';

/** A configuration file as it was read. */
export interface ConfigFile {
  /** Its path, as messages name it. */
  readonly name: string;
  readonly text: string;
}

/** What a YAML text says, and where. */
export interface YamlText {
  readonly written: unknown;
  readonly lineOf: LineOf;
  /** Not empty when the text is no YAML; then `written` is undefined. */
  readonly problems: readonly ConfigProblem[];
}

/** Reads YAML. Never throws: what is no YAML is a problem with its line. */
export function readYaml({ name, text }: ConfigFile): YamlText {
  const lines = new LineCounter();
  const notYaml = (why: string, line?: number): ConfigProblem =>
    problemAt({ file: name, path: [], line }, undefined, `must be YAML: ${why}`);
  let document: ReturnType<typeof parseDocument>;
  try {
    // Its warnings would go to standard error, with parts of the text.
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  } catch (error) {
    // The parser calls itself for each level, and ends with the stack.
    const why = error instanceof RangeError ? 'it nests too deep' : (error as Error).message;
    return { written: undefined, lineOf: () => undefined, problems: [notYaml(why)] };
  }
  const problems = document.errors.map(error => notYaml(error.message, lines.linePos(error.pos[0]).line));
  const lineOf: LineOf = path => {
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node: unknown = document.getIn(path.slice(0, depth), true);
      const range = (node as { range?: [number, number, number] | null } | undefined)?.range;
      if (range) return lines.linePos(range[0]).line;
    }
    return undefined;
  };
  if (problems.length > 0) return { written: undefined, lineOf, problems };
  try {
    return { written: document.toJS({ maxAliasCount: 100 }), lineOf, problems };
  } catch (error) {
    // Aliases that unfold into millions of nodes.
    return { written: undefined, lineOf, problems: [notYaml((error as Error).message)] };
  }
}
