import { hidden } from './people-page-rows.ts';
import { type Row, same } from './row.ts';

const plugin = '/admin/plugins/acme/nobody';

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
  'GET /skills': same('/skills', 200),
  'POST /skills/:slug/:plugin/enable': same('/skills/acme/nobody/enable', 404),
  'POST /skills/:slug/:plugin/disable': same('/skills/acme/nobody/disable', 404),
};
