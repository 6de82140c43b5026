import type { Column } from '@agnes/sdk';
import { quoteIdent } from '../../store/quote-ident.ts';
import { columnsOf, typeStruct } from './columns.ts';
import type { Sandbox } from './sandbox.ts';

/** The reader of some files, with more options. */
export type ReaderOf = (paths: readonly string[], more?: string) => string;

/** While it samples, the engine holds some 40 MB for every file: more than so many are sampled in turn. */
export const filesAtOnce = 8;

/** The columns of many files, from a sample of each, in the memory of a few. */
export const inferColumns = async (
  sandbox: Sandbox,
  paths: readonly string[],
  readerOf: ReaderOf,
): Promise<readonly Column[]> => {
  const found = new Map<string, Set<string>>();
  for (let from = 0; from < paths.length; from += filesAtOnce) {
    const some = paths.slice(from, from + filesAtOnce);
    const columns = await columnsOf(sandbox, `SELECT * FROM ${readerOf(some)}`);
    const unknown = await valueless(sandbox, columns, (more) => readerOf(some, more));
    for (const { name, type } of columns) {
      const types = found.get(name) ?? new Set();
      found.set(name, unknown.has(name) ? types : types.add(type));
    }
  }
  return Promise.all(
    [...found].map(async ([name, types]) => ({ name, type: await widest(sandbox, [...types]) })),
  );
};

/** The engine says JSON for a mix of types and for no value at all; the latter says nothing about the type. */
const valueless = async (
  sandbox: Sandbox,
  columns: readonly Column[],
  readerOf: (more: string) => string,
): Promise<ReadonlySet<string>> => {
  const json = columns.filter(({ type }) => type === 'JSON').map(({ name }) => ({ name, type: 'VARCHAR' }));
  if (json.length === 0) return new Set();
  const counts = json.map(({ name }) => `count(${quoteIdent(name)})`).join(', ');
  const [row = []] = await sandbox.rows(`SELECT ${counts} FROM ${readerOf(`columns = ${typeStruct(json)}`)}`);
  return new Set(json.filter((_, index) => Number(row[index]) === 0).map(({ name }) => name));
};

const widest = async (sandbox: Sandbox, types: readonly string[]): Promise<string> => {
  const [only = 'VARCHAR'] = types;
  if (types.length < 2) return only;
  if (types.every((type) => /INT|DOUBLE/.test(type) && !/[([]/.test(type))) return 'DOUBLE';
  if (types.every((type) => type === 'DATE' || type === 'TIMESTAMP')) return 'TIMESTAMP';
  return types.every((type) => type.startsWith('STRUCT(')) ? mergedStruct(sandbox, types) : 'VARCHAR';
};

// Objects that gained a field: the engine knows how to put two of them together.
const mergedStruct = async (sandbox: Sandbox, types: readonly string[]): Promise<string> => {
  const selects = types.map((type) => `SELECT CAST(NULL AS ${type}) AS merged`);
  const [merged] = await columnsOf(sandbox, selects.join(' UNION ALL BY NAME '));
  return merged?.type ?? 'VARCHAR';
};
