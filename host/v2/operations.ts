import { Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import type { Principal } from '../http/principal.ts';
import { reply } from '../http/reply.ts';
import { stampHeaders } from '../query/stamps.ts';
import type { Discovery } from './discovery.ts';
import type { Asking } from './known-tables.ts';
import { withinQuota } from './quota.ts';
import { scanFormatOf, scanReply } from './scan-reply.ts';
import type { Scans } from './scans.ts';
import { catalogSchema, estimateSchema, sampleSchema, scanSchema, tableSchema, wishOf } from './schema.ts';

interface DiscoveryServices {
  readonly discovery: Pick<Discovery, 'catalog' | 'schema' | 'sample'>;
}

interface ScanServices {
  readonly scans: Pick<Scans, 'run' | 'estimate' | 'confirmAboveDollars'>;
}

const params = Type.Object({ id: Type.String({ description: 'Id or name of a table.' }) });

/** What is told of a table that stays at its source, or is asked for there. */
const upstream = [
  'unsupported_entity',
  'engine_failed',
  'engine_lost',
  'not_configured',
  'auth_failed',
  'timeout',
] as const;

/** What any question about the rows of a table may be refused with. */
const asked = [
  'table_not_found',
  'table_not_available',
  'table_unreadable',
  'query_failed',
  'memory_limit',
  'query_crashed',
  'queries_unavailable',
  'quota_exceeded',
  ...upstream,
] as const;

/** And what may become of a scan beside that. */
const scanned = [
  'validator_rejected',
  'unsafe_identifier',
  'limit_too_large',
  'estimate_unavailable',
  'bq_path_access_denied',
  'remote_path_access_denied',
  ...asked,
] as const;

const catalog = operation({
  id: 'v2.catalog',
  route: 'GET /api/v2/catalog',
  summary: 'The tables you may read, and how each is asked',
  who: 'user',
  scope: 'read',
  query: Type.Object({
    refresh: Type.Boolean({ default: false, description: 'Look again instead of answering from memory.' }),
  }),
  result: catalogSchema,
  run: ({ principal, query }, { discovery }: DiscoveryServices) => discovery.catalog(principal, query),
});

const schema = operation({
  id: 'v2.schema',
  route: 'GET /api/v2/schema/:id',
  summary: 'The columns of a table you may read, and how conditions on them are spelled',
  who: 'user',
  scope: 'read',
  mcp: {
    name: 'describe_table',
    says: 'Columns of a table, with types and what is said of them.',
    readOnly: true,
  },
  params,
  result: tableSchema,
  problems: asked,
  run: (input, { discovery }: DiscoveryServices) =>
    withinQuota(() => discovery.schema(input.params.id, askingOf(input))),
});

const sample = operation({
  id: 'v2.sample',
  route: 'GET /api/v2/sample/:id',
  summary: 'Some rows of a table you may read',
  who: 'user',
  scope: 'read',
  mcp: { name: 'sample_table', readOnly: true },
  params,
  query: Type.Object({ n: Type.Integer({ default: 5, minimum: 1, maximum: 100, description: 'Rows.' }) }),
  result: sampleSchema,
  problems: ['remote_scan_too_large', 'estimate_unavailable', ...asked],
  run: async (input, { discovery }: DiscoveryServices) => {
    const { params: of, query } = input;
    const found = await withinQuota(() => discovery.sample(of.id, query.n, askingOf(input)));
    // Numbers of a row may be longer than those of this language.
    return reply({
      bytes: Buffer.from(found.text),
      headers: { 'Content-Type': 'application/json; charset=utf-8', ...stampHeaders(found) },
    });
  },
});

const estimate = operation({
  id: 'v2.scan_estimate',
  route: 'POST /api/v2/scan/estimate',
  summary: 'What a scan would read and cost, without running it',
  who: 'user',
  scope: 'read',
  body: scanSchema,
  unknownKeys: 'ignore',
  result: estimateSchema,
  problems: scanned,
  run: async (input, { scans }: ScanServices) =>
    reply({
      body: await scans.estimate(wishOf(input.body), askingOf(input)),
      headers: { 'X-Agnes-Confirm-Above-Usd': String(scans.confirmAboveDollars) },
    }),
});

const scan = operation({
  id: 'v2.scan',
  route: 'POST /api/v2/scan',
  summary: 'Columns of one table under one condition, as an Arrow stream or parquet',
  who: 'user',
  scope: 'read',
  body: scanSchema,
  unknownKeys: 'ignore',
  result: Type.Unknown({
    description:
      'application/vnd.apache.arrow.stream, or application/vnd.apache.parquet where `Accept` says so; `X-Agnes-Rows` and `X-Agnes-Truncated` as trailers, of a small answer as headers.',
  }),
  problems: ['remote_scan_too_large', 'row_limit', 'scan_too_long', ...scanned],
  run: async (input, { scans }: ScanServices) => {
    const format = scanFormatOf(input.request.accept);
    return scanReply(await scans.run(wishOf(input.body), askingOf(input), format), format);
  },
});

/** What tables there are and what is in them, for programs that read one table at a time. */
export const v2Operations = [catalog, schema, sample, estimate, scan] as const;

interface Called {
  readonly principal: Principal;
  readonly request: { readonly id: string; readonly signal: AbortSignal; readonly via?: 'mcp' };
}

const askingOf = ({ principal, request }: Called): Asking => ({
  principal,
  call: { requestId: request.id, signal: request.signal, surface: request.via ?? 'v2' },
});
