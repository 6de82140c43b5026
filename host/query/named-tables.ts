import type { Generation } from '../lake/generations.ts';
import type { Published } from '../lake/table-state.ts';

/** The published tables of these names, as a statement spells them. */
export const namedTables = (
  names: readonly string[],
  { tables }: Pick<Generation, 'tables'>,
): readonly Published[] => {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  return [...tables.values()].filter(({ name }) => wanted.has(name.toLowerCase()));
};
