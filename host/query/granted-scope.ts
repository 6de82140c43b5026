import { createHash } from 'node:crypto';
import type { Granted } from '../access/access.ts';
import type { Generation } from '../lake/generations.ts';
import type { Published } from '../lake/table-state.ts';
import type { QueryScope } from './scope.ts';

/** What an administrator sees: the generation as it is. */
export const wholeScope = ({ number, path, tables }: Generation): QueryScope => {
  if (path === undefined) return { key: 'empty', views: [] };
  const files = [...tables.values()].flatMap((table) => table.files);
  return { key: `generation ${number}`, generation: path, files };
};

/** What anybody else sees: the tables granted, in the versions of this moment. */
export const grantedScope = (granted: readonly Granted<Published>[]): QueryScope => {
  const tables = granted.map(({ resource }) => resource).sort((a, b) => (a.id < b.id ? -1 : 1));
  const key = createHash('sha256');
  for (const { id, name, version } of tables) key.update(`${JSON.stringify([id, name, version])}\n`);
  return { key: key.digest('hex'), views: tables.map(({ name, files }) => ({ name, files })) };
};
