import { hidden } from './people-page-rows.ts';
import { type Row, same } from './row.ts';

const plugin = '/admin/plugins/acme/nobody';
const marketplaces = '/admin/marketplaces';
const skill = `${marketplaces}/nobody/plugins/nothing`;

/** The pages of plugins, and their forms. No plugin and no marketplace is called so. */
export const pluginPageRows: Readonly<Record<string, Row>> = {
  'GET /admin/plugins': hidden('/admin/plugins', 200),
  'POST /admin/plugins/plan': hidden('/admin/plugins/plan', 422, { remove: 'acme/nobody' }),
  'POST /admin/plugins/apply': hidden('/admin/plugins/apply', 410, { ask: '{}', plan_id: 'nobody' }),
  'POST /admin/plugins/rollback': hidden('/admin/plugins/rollback', 404, { to_generation: '99999' }),
  'GET /admin/plugins/:publisher/:slug': hidden(plugin, 404),
  'POST /admin/plugins/:publisher/:slug/enable': hidden(`${plugin}/enable`, 404),
  'POST /admin/plugins/:publisher/:slug/disable': hidden(`${plugin}/disable`, 404),
  'POST /admin/plugins/:publisher/:slug/test': hidden(`${plugin}/test`, 404),
  'POST /admin/plugins/:publisher/:slug/settings': hidden(`${plugin}/settings`, 404, { 'config.x': 'y' }),
  'POST /admin/plugins/export': hidden('/admin/plugins/export', 404, { generation: '99999' }),
  'POST /admin/plugins/import': hidden('/admin/plugins/import', 400, {}),
  'GET /admin/plugins/doctor': hidden('/admin/plugins/doctor', 200),
  'GET /admin/plugins/diff': hidden('/admin/plugins/diff', 200),
  'GET /admin/plugins/bisect': hidden('/admin/plugins/bisect', 200),
  'POST /admin/plugins/bisect': hidden('/admin/plugins/bisect', 409, { action: 'stop' }),
  'GET /admin/hooks': hidden('/admin/hooks', 200),
  'GET /admin/plugins/:publisher/:slug/calls': hidden(`${plugin}/calls`, 404),
  'POST /admin/plugins/:publisher/:slug/calls/:id/replay': hidden(`${plugin}/calls/nobody/replay`, 404),
  'GET /admin/plugins/:publisher/:slug/logs': hidden(`${plugin}/logs`, 404),
  'GET /admin/plugins/:publisher/:slug/jobs/:name': hidden(`${plugin}/jobs/nothing`, 404),
  'POST /admin/plugins/:publisher/:slug/jobs/:name': hidden(`${plugin}/jobs/nothing`, 404),
  'GET /admin/marketplaces': hidden(marketplaces, 200),
  'POST /admin/marketplaces': hidden(marketplaces, 422, { slug: 'nobody' }),
  'POST /admin/marketplaces/sync-all': hidden(`${marketplaces}/sync-all`, 303),
  'GET /admin/marketplaces/:slug': hidden(`${marketplaces}/nobody`, 404),
  'POST /admin/marketplaces/:slug/edit': hidden(`${marketplaces}/nobody/edit`, 404, { name: 'New' }),
  'POST /admin/marketplaces/:slug/sync': hidden(`${marketplaces}/nobody/sync`, 404),
  'POST /admin/marketplaces/:slug/delete': hidden(`${marketplaces}/nobody/delete`, 404),
  'GET /admin/marketplaces/:slug/plugins/:plugin': hidden(skill, 404),
  'POST /admin/marketplaces/:slug/plugins/:plugin/approve': hidden(`${skill}/approve`, 404, {}),
  'POST /admin/marketplaces/:slug/plugins/:plugin/reject': hidden(`${skill}/reject`, 404, {}),
  'POST /admin/marketplaces/:slug/plugins/:plugin/quarantine': hidden(`${skill}/quarantine`, 404, {}),
  'POST /admin/marketplaces/:slug/plugins/:plugin/disable': hidden(`${skill}/disable`, 404, {
    reason: 'Bad.',
  }),
  'POST /admin/marketplaces/:slug/plugins/:plugin/enable': hidden(`${skill}/enable`, 404, {}),
  'GET /skills': same('/skills', 200),
  'POST /skills/:slug/:plugin/enable': same('/skills/acme/nobody/enable', 404),
  'POST /skills/:slug/:plugin/disable': same('/skills/acme/nobody/disable', 404),
};
