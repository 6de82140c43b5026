import { readFile } from 'node:fs/promises';
import { type Document, isMap, isNode, isSeq, LineCounter, parseDocument } from 'yaml';
import type { ConfigFault } from './errors.ts';

type Path = readonly (string | number)[];

/** A parsed file that still knows where each key stands. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  readonly faults: readonly ConfigFault[];
  /** Line of the value at this path, or of the nearest parent that is there. */
  lineOf(path: Path): number | undefined;
}

/** Reads a YAML file: core schema, no custom tags, at most 50 aliases, duplicate keys refused. */
export const readYamlFile = async (file: string): Promise<YamlFile> =>
  parseYaml(await readFile(file, 'utf8'), file);

/** Parses text as if it stood in `file`. */
export const parseYaml = (text: string, file: string): YamlFile => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, schema: 'core' });
  const faults = document.errors.map((error) => ({
    file,
    line: lines.linePos(error.pos[0]).line,
    key: '(file)',
    message: error.message.split('\n')[0] ?? error.code,
    fix: 'Correct the YAML.',
  }));
  const value: unknown = faults.length > 0 ? {} : document.toJS({ maxAliasCount: 50 });
  return { file, value: value ?? {}, faults, lineOf: (path) => lineOf(document, path, lines) };
};

const lineOf = (document: Document, path: Path, lines: LineCounter): number | undefined => {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const offset = offsetOf(document, path.slice(0, depth));
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return undefined;
};

/** Where the key itself stands, so that the line is the one a person has to edit. */
const offsetOf = (document: Document, path: Path): number | undefined => {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => String(isNode(key) ? key.toJSON() : key) === last);
    return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  const item = isSeq(parent) ? parent.items[Number(last)] : undefined;
  return isNode(item) ? item.range?.[0] : undefined;
};
