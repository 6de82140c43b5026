import { admins, granted, type Row, same } from './row.ts';

/** Administrators alone know of it. */
const onNothing = { outsider: 403, reader: 403, admin: 200 };
const onGrant = { outsider: 403, reader: 200, admin: 200 };

/** Tables, sources, runs, jobs and questions. `open_orders` is granted to the reader. */
export const dataRows: Readonly<Record<string, Row>> = {
  'GET /api/catalog/tables': same('/api/catalog/tables', 200),
  'GET /api/catalog/profile/:name': granted('/api/catalog/profile/open_orders', {
    outsider: 403,
    reader: 200,
    admin: 200,
  }),
  'POST /api/catalog/profile/:name/refresh': granted('/api/catalog/profile/open_orders/refresh', onGrant),
  'GET /api/admin/metadata/:table_id': granted('/api/admin/metadata/open_orders', onGrant),
  'POST /api/admin/metadata/:table_id': admins('/api/admin/metadata/nobody', 404, { body: { columns: [] } }),
  'POST /api/admin/metadata/:table_id/push': admins('/api/admin/metadata/open_orders/push', 400),
  'GET /api/sync/manifest': same('/api/sync/manifest', 200),
  'GET /api/data/:table_id/download': granted('/api/data/open_orders/download', onGrant),
  'POST /api/query/hybrid': admins('/api/query/hybrid', 200, { body: { sql: 'select 1 as one' } }),
  'GET /api/catalog/search': same('/api/catalog/search?q=canary', 200),
  // What a tool refuses is an answer; `test/mcp` looks at those. Nothing but a token in the header counts.
  'POST /mcp': same('/mcp', 200, { body: { jsonrpc: '2.0', id: 1, method: 'tools/list' } }),
  'POST /api/query': granted('/api/query', onGrant, { body: { sql: 'select * from open_orders' } }),
  'GET /api/query/history': same('/api/query/history', 200),
  'GET /api/query/names': same('/api/query/names', 200),
  'GET /api/query/saved': same('/api/query/saved', 200),
  'POST /api/query/saved': same('/api/query/saved', 400, { body: { name: ' ', sql: 'select 1' } }),
  'PUT /api/query/saved/:id': same('/api/query/saved/nobody', 404, { body: { name: 'x', sql: 'select 1' } }),
  'DELETE /api/query/saved/:id': same('/api/query/saved/nobody', 404),
  // Anybody may send one; what it finds out is decided when it runs.
  'POST /api/query/jobs': same('/api/query/jobs', 202, { body: { sql: 'select * from open_orders' } }),
  'GET /api/query/jobs': same('/api/query/jobs', 200),
  'GET /api/query/jobs/:id': same('/api/query/jobs/nobody', 404),
  'GET /api/query/jobs/:id/result': same('/api/query/jobs/nobody/result', 404),
  'DELETE /api/query/jobs/:id': same('/api/query/jobs/nobody', 404),
  // No form, no file.
  'POST /api/upload/sessions': same('/api/upload/sessions', 400, { body: {} }),
  'POST /api/upload/artifacts': same('/api/upload/artifacts', 400, { body: {} }),
  'POST /api/upload/local-md': same('/api/upload/local-md', 200, { body: { content: 'Notes.' } }),
  'GET /api/upload/sessions': same('/api/upload/sessions', 200),
  'DELETE /api/upload/sessions/:filename': same('/api/upload/sessions/nobody', 404),
  'GET /api/v2/catalog': same('/api/v2/catalog', 200),
  'GET /api/v2/schema/:id': granted('/api/v2/schema/open_orders', onGrant),
  'GET /api/v2/sample/:id': granted('/api/v2/sample/open_orders', onGrant),
  'POST /api/v2/scan/estimate': granted('/api/v2/scan/estimate', onGrant, {
    body: { table_id: 'open_orders' },
  }),
  'POST /api/v2/scan': granted('/api/v2/scan', onGrant, { body: { table_id: 'open_orders' } }),
  'GET /api/welcome': same('/api/welcome', 200),
  'GET /cli/latest': same('/cli/latest', 404),
  'GET /cli/download': same('/cli/download', 404),
  'GET /cli/wheel/:name': same('/cli/wheel/none', 404),
  'GET /cli/install.sh': same('/cli/install.sh', 404),
  'GET /marketplace/info': same('/marketplace/info', 200),
  'GET /marketplace.zip': same('/marketplace.zip', 200),
  'GET /marketplace/plugins/:folder.zip': same('/marketplace/plugins/nobody.zip', 404),
  'GET /marketplace.git/info/refs': same('/marketplace.git/info/refs?service=git-upload-pack', 200, {
    basic: true,
  }),
  'POST /marketplace.git/git-upload-pack': same('/marketplace.git/git-upload-pack', 415, {
    basic: true,
    body: {},
  }),
  'PUT /api/me/plugins/:slug/:plugin': same('/api/me/plugins/nobody/none', 404, { body: { enabled: true } }),
  'GET /api/me/access/explain': same('/api/me/access/explain?type=table&id=open_orders', 200),
  'GET /api/admin/registry': admins('/api/admin/registry', 200),
  'POST /api/admin/register-table': admins('/api/admin/register-table', 409, {
    body: { name: 'open_orders', source_type: 'files', source_table: 'open_orders.csv' },
  }),
  'POST /api/admin/register-table/precheck': admins('/api/admin/register-table/precheck', 409, {
    body: { name: 'open_orders', source_type: 'files', source_table: 'open_orders.csv' },
  }),
  'PUT /api/admin/registry/:id': admins('/api/admin/registry/nobody', 404, { body: { folder: 'x' } }),
  'GET /api/admin/discover-tables': admins('/api/admin/discover-tables?connection=nobody', 404),
  'POST /api/admin/discover-and-register': admins('/api/admin/discover-and-register', 404, {
    body: { connection: 'nobody' },
  }),
  'DELETE /api/admin/registry/:id': admins('/api/admin/registry/nobody', 404),
  'GET /api/admin/sources': admins('/api/admin/sources', 200),
  'POST /api/admin/sources': admins('/api/admin/sources', 422, { body: { slug: 'x', type: 'nobody' } }),
  'GET /api/admin/sources/:id': admins('/api/admin/sources/nobody', 404),
  'PATCH /api/admin/sources/:id': admins('/api/admin/sources/nobody', 404, { body: { title: 'x' } }),
  'DELETE /api/admin/sources/:id': admins('/api/admin/sources/nobody', 404),
  'POST /api/admin/bigquery/test-connection': admins('/api/admin/bigquery/test-connection', 400),
  'POST /api/admin/sources/:id/test': admins('/api/admin/sources/nobody/test', 404),
  'GET /api/admin/sources/:id/discover': admins('/api/admin/sources/nobody/discover', 404),
  'GET /api/admin/connectors/policy': admins('/api/admin/connectors/policy', 200),
  'POST /api/sync/trigger': admins('/api/sync/trigger', 422, { body: { tables: ['nobody'] } }),
  'GET /api/sync/runs': admins('/api/sync/runs', 200),
  'GET /api/sync/runs/:id': admins('/api/sync/runs/nobody', 404),
  'GET /api/sync/settings': same('/api/sync/settings', 200),
  'POST /api/sync/settings': same('/api/sync/settings', 200, { body: { datasets: { open_orders: true } } }),
  'GET /api/sync/table-subscriptions': same('/api/sync/table-subscriptions', 200),
  'POST /api/sync/table-subscriptions': same('/api/sync/table-subscriptions', 200, {
    body: { tables: { open_orders: true } },
  }),
  'GET /api/admin/generations': admins('/api/admin/generations', 200),
  'GET /api/admin/generations/diff': admins('/api/admin/generations/diff?from=0&to=999999', 404),
  'POST /api/admin/llm/test': admins('/api/admin/llm/test', 503),
  'POST /api/admin/rebuild': admins('/api/admin/rebuild', 202, { body: {} }),
  'GET /api/jobs': same('/api/jobs', 200),
  'GET /api/jobs/:id': same('/api/jobs/nobody', 404),
  'POST /api/jobs/:id/cancel': same('/api/jobs/nobody/cancel', 404),
  'POST /api/jobs/:id/again': admins('/api/jobs/nobody/again', 404),
  'POST /api/jobs/:id/confirm': admins('/api/jobs/nobody/confirm', 404, { body: { accept: true } }),
  'GET /api/jobs/:id/events': same('/api/jobs/nobody/events', 404),
  'GET /api/admin/schedules': admins('/api/admin/schedules', 200),
  'POST /api/admin/schedules': admins('/api/admin/schedules', 422, { body: { kind: 'x', spec: 'hourly' } }),
  'PATCH /api/admin/schedules/:id': admins('/api/admin/schedules/nobody', 404, { body: { enabled: false } }),
  'GET /healthz': same('/healthz', 200),
  // All callers of the matrix are on this machine; what others get is in test/journeys/plugin-ledger.test.ts.
  'GET /metrics': same('/metrics', 200, {
    but: { anonymous: 200, expired: 200, revoked: 200, deactivated: 200 },
  }),
  'GET /readyz': same('/readyz', 200),
  'GET /api/health': same('/api/health', 200),
  'GET /api/health/detailed': same('/api/health/detailed', 200),
  'GET /api/version': same('/api/version', 200),
  'GET /openapi.json': same('/openapi.json', 200),
  'GET /schemas/agnes.plugin.v1.json': same('/schemas/agnes.plugin.v1.json', 200),
};

/** The same questions about the table nobody but administrators may know of. */
export const canaryRows: Readonly<Record<string, Row>> = {
  'GET /api/data/:table_id/download': granted('/api/data/canary_zq81/download', {
    outsider: 403,
    reader: 403,
    admin: 200,
  }),
  'POST /api/query': granted(
    '/api/query',
    { outsider: 403, reader: 403, admin: 200 },
    { body: { sql: 'select * from canary_zq81' } },
  ),
  'GET /api/catalog/profile/:name': granted('/api/catalog/profile/canary_zq81', {
    outsider: 403,
    reader: 403,
    admin: 200,
  }),
  'POST /api/catalog/profile/:name/refresh': granted('/api/catalog/profile/canary_zq81/refresh', {
    outsider: 403,
    reader: 403,
    admin: 200,
  }),
  'GET /api/admin/metadata/:table_id': granted('/api/admin/metadata/canary_zq81', {
    outsider: 403,
    reader: 403,
    admin: 200,
  }),
  'GET /api/v2/schema/:id': granted('/api/v2/schema/canary_zq81', onNothing),
  'GET /api/v2/sample/:id': granted('/api/v2/sample/canary_zq81', onNothing),
  'POST /api/v2/scan/estimate': granted('/api/v2/scan/estimate', onNothing, {
    body: { table_id: 'canary_zq81', where: 'whisper_zq81 is null', select: ['whisper_zq81'] },
  }),
  'POST /api/v2/scan': granted('/api/v2/scan', onNothing, { body: { table_id: 'canary_zq81' } }),
  'GET /api/me/access/explain': same('/api/me/access/explain?type=table&id=canary_zq81', 200),
  'GET /query': same('/query?table=canary_zq81', 200),
  'POST /query': same('/query', 200, { body: { sql: 'select * from canary_zq81' }, form: true }),
};
