import { Type } from '@agnes/sdk';
import type { Access, Granted } from '../access/access.ts';
import { operation } from '../http/operation.ts';
import type { Principal } from '../http/principal.ts';
import { reply } from '../http/reply.ts';
import type { Registry } from '../registry/registry.ts';
import type { Descriptions } from '../registry/remote/descriptions.ts';
import type { Table } from '../registry/table.ts';
import type { SystemStore } from '../store/system-store.ts';
import { catalogOf } from './catalog.ts';
import { download } from './download.ts';
import type { CatalogEntries } from './enrichment/catalog-entries.ts';
import type { Lake } from './lake.ts';
import type { Manifests } from './manifest/manifests.ts';
import { catalogSchema, manifestSchema } from './schema.ts';
import { foundSchema, searchCatalog } from './search/catalog-search.ts';

/** What the operations on published data need. */
interface LakeServices {
  readonly lake: Pick<Lake, 'find' | 'lease' | 'state'>;
  readonly manifests: Pick<Manifests, 'of'>;
  readonly catalogEntries: Pick<CatalogEntries, 'of'>;
  readonly descriptions: Pick<Descriptions, 'all'>;
  readonly access: Pick<Access, 'filter' | 'authorizeAsked' | 'mayUse' | 'isAdmin'>;
  readonly registry: Pick<Registry, 'tables' | 'find' | 'get'>;
  readonly store: Pick<SystemStore, 'write'>;
  readonly accelRedirect: string | undefined;
}

const manifest = operation({
  id: 'sync.manifest',
  route: 'GET /api/sync/manifest',
  summary: 'What you may download, with the hashes of the files',
  who: 'user',
  result: manifestSchema,
  run: async ({ principal, request }, { manifests }: LakeServices) => {
    const { tag: ETag, bytes } = await manifests.of(principal);
    if (request.headers['if-none-match']?.includes(ETag)) return reply({ status: 304, headers: { ETag } });
    return reply({ bytes: bytes(), headers: { ETag, 'Content-Type': 'application/json; charset=utf-8' } });
  },
});

const downloadTable = operation({
  id: 'data.download',
  route: 'GET /api/data/:table_id/download',
  summary: 'The parquet file of a table, or one part of it',
  who: 'user',
  params: Type.Object({ table_id: Type.String() }),
  query: Type.Object({ part: Type.Optional(Type.String()) }),
  result: Type.Unknown({ description: 'application/octet-stream with ETag, Repr-Digest and byte ranges.' }),
  problems: ['table_not_found', 'table_not_available', 'not_downloadable', 'no_file'],
  run: async ({ params, query, principal, intent, request }, services: LakeServices) =>
    reply({
      file: await download(
        { tableId: params.table_id, principal, intent, headers: request.headers, ...query },
        services,
      ),
    }),
});

const catalogTables = operation({
  id: 'catalog.tables',
  route: 'GET /api/catalog/tables',
  summary: 'The tables you may read',
  who: 'user',
  result: catalogSchema,
  run: async ({ principal }, services: LakeServices) =>
    catalogOfTables(await grantedTables(principal, services), principal, services),
});

const catalogSearch = operation({
  id: 'catalog.search',
  route: 'GET /api/catalog/search',
  summary: 'Look for words in the names, descriptions, tags and columns of the tables you may read',
  who: 'user',
  scope: 'read',
  mcp: {
    name: 'search_catalog',
    says: 'Find tables you may read by words in names, descriptions, tags and columns; without words all of them.',
    readOnly: true,
  },
  query: Type.Object({
    q: Type.String({ default: '', maxLength: 200, description: 'Words that must all be found.' }),
    limit: Type.Integer({ default: 20, minimum: 1, maximum: 200, description: 'Tables at most.' }),
  }),
  result: foundSchema,
  run: async ({ principal, query }, services: LakeServices) => {
    const tables = await grantedTables(principal, services);
    const columns = new Map(tables.map((granted) => [granted.resource.id, columnsOf(granted, services)]));
    const catalog = await catalogOfTables(tables, principal, services);
    return searchCatalog(catalog, (id) => columns.get(id) ?? [], query);
  },
});

/** Published data over HTTP. */
export const lakeOperations = [manifest, downloadTable, catalogTables, catalogSearch] as const;

const grantedTables = async (principal: Principal, { access, registry }: LakeServices) =>
  access.filter(principal, 'table', await registry.tables());

const catalogOfTables = async (
  tables: readonly Granted<Table>[],
  principal: Principal,
  { lake, catalogEntries, descriptions }: LakeServices,
) => {
  const entries = await catalogEntries.of(tables.map(({ resource }) => resource));
  return catalogOf(tables, { lake, entries, described: await descriptions.all() }, principal);
};

const columnsOf = (granted: Granted<Table>, { lake }: LakeServices): readonly string[] =>
  (lake.find(granted)?.schema ?? []).map(({ name }) => name);
