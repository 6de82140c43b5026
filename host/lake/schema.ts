import { Type } from '@agnes/sdk';

const nullableText = Type.Union([Type.String(), Type.Null()]);
const count = Type.Integer({ minimum: 0 });

const part = Type.Object({
  part: Type.String(),
  hash: Type.String({ description: 'MD5 of the part.' }),
  sha256: Type.String(),
  size_bytes: count,
  rows: count,
});

const manifestEntry = Type.Object({
  id: Type.String(),
  view_name: Type.String(),
  hash: Type.String({
    description: 'MD5 of exactly the bytes of the download without `part`; empty when there is none.',
  }),
  sha256: Type.String({ description: 'SHA-256 of the same bytes.' }),
  updated: nullableText,
  size_bytes: count,
  rows: count,
  query_mode: Type.String(),
  source_type: nullableText,
  generation: count,
  distribution: Type.Optional(Type.String({ description: '`server_only`: queryable, never downloadable.' })),
  parts: Type.Optional(
    Type.Array(part, { description: 'Files of a table in parts; download with `?part=`.' }),
  ),
});

const asset = (description: string) => Type.Object({ hash: Type.String({ description }) });

/** What a caller may download, by table name. */
export const manifestSchema = Type.Object({
  tables: Type.Record(Type.String(), manifestEntry),
  assets: Type.Object({
    docs: Type.Optional(asset('SHA-256 over the documents.')),
    profiles: Type.Optional(asset('MD5 over the profiles of these tables.')),
    rules: Type.Optional(asset('SHA-256 over what your agent goes by, as `/api/memory/bundle` has it.')),
  }),
  generation: count,
  server_time: Type.String(),
});

const sourced = Type.Object({
  name: Type.String(),
  source: Type.String({ description: 'Who said it.' }),
});

/** What a caller may read, with how fresh it is. */
export const catalogSchema = Type.Object({
  tables: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      view_name: Type.String(),
      description: nullableText,
      description_source: Type.Union([Type.String(), Type.Null()], {
        description: 'Who said it: `manual`, or the catalog it comes from.',
      }),
      tags: Type.Array(sourced),
      owners: Type.Array(sourced),
      tier: Type.Union([sourced, Type.Null()]),
      catalog_url: nullableText,
      folder: nullableText,
      source_type: nullableText,
      connection: nullableText,
      sync_strategy: Type.String(),
      query_mode: Type.String(),
      distribution: Type.String(),
      rows: Type.Union([count, Type.Null()]),
      size_bytes: Type.Union([count, Type.Null()]),
      last_sync: nullableText,
      freshness: Type.String({ description: '`fresh`, `stale` (the last run failed) or `never`.' }),
      status: Type.String({ description: '`never`, `ok`, `error` or `stale`.' }),
      error: Type.Union([Type.String(), Type.Null()], {
        description: 'Why the last run failed; told to admins.',
      }),
    }),
  ),
  count,
});
