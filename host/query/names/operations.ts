import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { type NameSources, queryableNames } from './queryable-names.ts';

const table = Type.Object({
  name: Type.String(),
  description: Type.Union([Type.String(), Type.Null()]),
  remote: Type.Boolean({ description: 'True: it stays at its source.' }),
  columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })),
});

const names = operation({
  id: 'query.names',
  route: 'GET /api/query/names',
  summary: 'The tables and columns you can name in a statement, for editors that complete',
  who: 'user',
  scope: 'read',
  result: Type.Object({ tables: Type.Array(table), count: Type.Integer() }),
  run: async ({ principal }, sources: NameSources) => {
    const tables = await queryableNames(principal, sources);
    return { tables: [...tables], count: tables.length };
  },
});

/** What completion is made of. */
export const nameOperations = [names] as const;
