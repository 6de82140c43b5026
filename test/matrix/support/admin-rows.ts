import { admins, type Row } from './row.ts';

const users = '/api/users/nobody';
const groups = '/api/admin/groups/nobody';
const marketplace = '/api/marketplaces/nobody';
const plugin = `${marketplace}/plugins/none`;

/** Users, groups, grants, audit and the instance. Nothing is there under the id they name, so nothing changes. */
export const adminRows: Readonly<Record<string, Row>> = {
  'GET /api/users': admins('/api/users', 200),
  'POST /api/users': admins('/api/users', 409, { body: { email: 'reader@example.com', name: 'Again' } }),
  'GET /api/users/:id': admins(users, 404),
  'PATCH /api/users/:id': admins(users, 404, { body: { name: 'New' } }),
  'DELETE /api/users/:id': admins(users, 404),
  'GET /api/users/:id/identities': admins(`${users}/identities`, 404),
  'GET /api/users/:id/sessions': admins(`${users}/sessions`, 404),
  'DELETE /api/users/:id/sessions': admins(`${users}/sessions`, 404),
  'POST /api/users/:id/activate': admins(`${users}/activate`, 404),
  'POST /api/users/:id/deactivate': admins(`${users}/deactivate`, 404),
  'POST /api/users/:id/reset-password': admins(`${users}/reset-password`, 404),
  'POST /api/users/:id/set-password': admins(`${users}/set-password`, 404, {
    body: { password: 'a long enough one' },
  }),
  'GET /api/admin/groups': admins('/api/admin/groups', 200),
  'POST /api/admin/groups': admins('/api/admin/groups', 409, { body: { name: 'Readers' } }),
  'GET /api/admin/groups/:id': admins(groups, 404),
  'PATCH /api/admin/groups/:id': admins(groups, 404, { body: { name: 'New' } }),
  'DELETE /api/admin/groups/:id': admins(groups, 404),
  'GET /api/admin/groups/:id/members': admins(`${groups}/members`, 404),
  'POST /api/admin/groups/:id/members': admins(`${groups}/members`, 404, {
    body: { email: 'reader@example.com' },
  }),
  'DELETE /api/admin/groups/:id/members/:user_id': admins(`${groups}/members/nobody`, 404),
  'GET /api/admin/users/:id/memberships': admins('/api/admin/users/nobody/memberships', 404),
  'POST /api/admin/users/:id/memberships': admins('/api/admin/users/nobody/memberships', 404, {
    body: { group_id: 'nobody' },
  }),
  'DELETE /api/admin/users/:id/memberships/:group_id': admins(
    '/api/admin/users/nobody/memberships/nobody',
    404,
  ),
  'GET /api/admin/users/:id/effective-access': admins('/api/admin/users/nobody/effective-access', 404),
  'GET /api/admin/grants': admins('/api/admin/grants', 200),
  'POST /api/admin/grants': admins('/api/admin/grants', 404, {
    body: { group_id: 'nobody', resource_type: 'table', resource_id: 'open_orders' },
  }),
  'POST /api/admin/grants/batch': admins('/api/admin/grants/batch', 404, {
    body: { add: [], remove: [{ id: 'nobody' }] },
  }),
  'DELETE /api/admin/grants/:id': admins('/api/admin/grants/nobody', 404),
  'GET /api/admin/resource-types': admins('/api/admin/resource-types', 200),
  'GET /api/admin/access-overview': admins('/api/admin/access-overview', 200),
  'GET /api/admin/access/explain': admins('/api/admin/access/explain?user=nobody&type=table&id=x', 404),
  'GET /api/admin/break-glass': admins('/api/admin/break-glass', 200),
  'POST /api/admin/break-glass/:user_id/confirm': admins('/api/admin/break-glass/nobody/confirm', 404),
  'GET /api/admin/query-log': admins('/api/admin/query-log?limit=5', 200),
  'GET /api/admin/audit': admins('/api/admin/audit?limit=5', 200),
  'GET /api/admin/audit/verify': admins('/api/admin/audit/verify', 200),
  'GET /api/admin/audit/export': admins('/api/admin/audit/export?format=ndjson', 200),
  'GET /api/admin/conditions': admins('/api/admin/conditions', 200),
  'GET /api/admin/secrets': admins('/api/admin/secrets', 200),
  'PUT /api/admin/secrets/:name': admins('/api/admin/secrets/nobody', 422, { body: { value: 'x' } }),
  'DELETE /api/admin/secrets/:name': admins('/api/admin/secrets/NOBODY', 404),
  'GET /api/admin/server-config': admins('/api/admin/server-config', 200),
  'POST /api/admin/server-config': admins('/api/admin/server-config', 422, { body: { sections: {} } }),
  'POST /api/admin/configure': admins('/api/admin/configure', 400, { body: { data_source: 'keboola' } }),
  'GET /api/marketplaces': admins('/api/marketplaces', 200),
  'POST /api/marketplaces': admins('/api/marketplaces', 422, {
    body: { name: 'X', slug: 'store', url: 'https://example.com/r.git' },
  }),
  'PATCH /api/marketplaces/:id': admins(marketplace, 404, { body: { name: 'New' } }),
  'DELETE /api/marketplaces/:id': admins(marketplace, 404),
  'POST /api/marketplaces/:id/sync': admins(`${marketplace}/sync`, 404),
  'POST /api/marketplaces/sync-all': admins('/api/marketplaces/sync-all', 200),
  'GET /api/marketplaces/:id/plugins': admins(`${marketplace}/plugins`, 404),
  'GET /api/marketplaces/:id/host-plugins': admins(`${marketplace}/host-plugins`, 404),
  'GET /api/marketplaces/:id/plugins/:name/diff': admins(`${plugin}/diff`, 404),
  'POST /api/marketplaces/:id/plugins/:name/approve': admins(`${plugin}/approve`, 404),
  'POST /api/marketplaces/:id/plugins/:name/reject': admins(`${plugin}/reject`, 404),
  'POST /api/marketplaces/:id/plugins/:name/quarantine': admins(`${plugin}/quarantine`, 404),
  'POST /api/marketplaces/:id/plugins/:name/disable': admins(`${plugin}/disable`, 404, {
    body: { reason: 'x' },
  }),
  'POST /api/marketplaces/:id/plugins/:name/enable': admins(`${plugin}/enable`, 404),
  'GET /api/admin/plugins': admins('/api/admin/plugins', 200),
  'GET /api/admin/plugins/generations': admins('/api/admin/plugins/generations', 200),
  'GET /api/admin/plugins/generations/diff': admins('/api/admin/plugins/generations/diff', 200),
  'GET /api/admin/plugins/doctor': admins('/api/admin/plugins/doctor', 200),
  'GET /api/admin/plugins/bisect': admins('/api/admin/plugins/bisect', 200),
  'POST /api/admin/plugins/bisect': admins('/api/admin/plugins/bisect', 409, { body: { action: 'stop' } }),
  'GET /api/admin/plugins/:publisher/:slug/why': admins('/api/admin/plugins/agnes/connector-files/why', 200),
  'POST /api/admin/plugins/plan': admins('/api/admin/plugins/plan', 200, { body: {} }),
  'POST /api/admin/plugins/apply': admins('/api/admin/plugins/apply', 410, {
    body: { plan_id: 'none', plan_hash: 'none' },
  }),
  'POST /api/admin/plugins/export': admins('/api/admin/plugins/export', 404, { body: {} }),
  'POST /api/admin/plugins/import': admins('/api/admin/plugins/import', 422, { body: {} }),
  'POST /api/admin/plugins/rollback': admins('/api/admin/plugins/rollback', 422, {
    body: { to_generation: 0 },
  }),
  'POST /api/admin/plugins/:publisher/:slug/enable': admins('/api/admin/plugins/nobody/none/enable', 404),
  'POST /api/admin/plugins/:publisher/:slug/disable': admins('/api/admin/plugins/nobody/none/disable', 404),
  'GET /api/admin/plugins/:publisher/:slug': admins('/api/admin/plugins/agnes/connector-files', 200),
  'POST /api/admin/plugins/:publisher/:slug/test': admins('/api/admin/plugins/nobody/none/test', 404, {
    body: {},
  }),
  'GET /api/admin/hooks': admins('/api/admin/hooks', 200),
  'GET /api/admin/hook-calls': admins('/api/admin/hook-calls', 200),
  'POST /api/admin/hook-calls/:id/replay': admins('/api/admin/hook-calls/none/replay', 404),
  'GET /api/admin/plugins/:publisher/:slug/logs': admins(
    '/api/admin/plugins/agnes/connector-files/logs',
    200,
  ),
};
