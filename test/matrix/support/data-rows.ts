import { admins, granted, type Row, same } from './row.ts';

const onGrant = { outsider: 403, reader: 200, admin: 200 };

/** Tables, sources, runs, jobs and questions. `open_orders` is granted to the reader. */
export const dataRows: Readonly<Record<string, Row>> = {
  'GET /api/catalog/tables': same('/api/catalog/tables', 200),
  'GET /api/sync/manifest': same('/api/sync/manifest', 200),
  'GET /api/data/:table_id/download': granted('/api/data/open_orders/download', onGrant),
  'POST /api/query': granted('/api/query', onGrant, { body: { sql: 'select * from open_orders' } }),
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
  'POST /api/admin/sources/:id/test': admins('/api/admin/sources/nobody/test', 404),
  'GET /api/admin/sources/:id/discover': admins('/api/admin/sources/nobody/discover', 404),
  'POST /api/sync/trigger': admins('/api/sync/trigger', 422, { body: { tables: ['nobody'] } }),
  'GET /api/sync/runs': admins('/api/sync/runs', 200),
  'GET /api/sync/runs/:id': admins('/api/sync/runs/nobody', 404),
  'GET /api/jobs': same('/api/jobs', 200),
  'GET /api/jobs/:id': same('/api/jobs/nobody', 404),
  'POST /api/jobs/:id/cancel': same('/api/jobs/nobody/cancel', 404),
  'GET /api/jobs/:id/events': same('/api/jobs/nobody/events', 404),
  'GET /healthz': same('/healthz', 200),
  'GET /readyz': same('/readyz', 200),
  'GET /api/health': same('/api/health', 200),
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
  'GET /api/me/access/explain': same('/api/me/access/explain?type=table&id=canary_zq81', 200),
  'GET /query': same('/query?table=canary_zq81', 200),
  'POST /query': same('/query', 200, { body: { sql: 'select * from canary_zq81' }, form: true }),
};
