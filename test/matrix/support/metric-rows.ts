import { hidden } from './people-page-rows.ts';
import { admins, type Row, same } from './row.ts';

const body = { name: 'nobody', category: 'none' };
const page = '/admin/metrics/none/nobody';

/** Business metrics and their pages. None is there under the id they name; a metric without a statement is refused. */
export const metricRows: Readonly<Record<string, Row>> = {
  'GET /api/metrics': same('/api/metrics', 200),
  'GET /api/metrics/:category/:name': same('/api/metrics/none/nobody', 404),
  'GET /api/catalog/metrics/:category/:name': same('/api/catalog/metrics/none/nobody', 301),
  'POST /api/admin/metrics': admins('/api/admin/metrics', 400, { body }),
  'DELETE /api/admin/metrics/:category/:name': admins('/api/admin/metrics/none/nobody', 404),
  'POST /api/admin/metrics/import': admins('/api/admin/metrics/import', 400),
  'GET /catalog/metrics': same('/catalog/metrics', 200),
  'GET /catalog/metrics/:category/:name': same('/catalog/metrics/none/nobody', 404),
  'GET /admin/metrics': hidden('/admin/metrics', 200),
  'POST /admin/metrics': hidden('/admin/metrics', 400, body),
  'POST /admin/metrics/import': hidden('/admin/metrics/import', 400),
  'GET /admin/metrics/export': hidden('/admin/metrics/export', 200),
  'GET /admin/metrics/:category/:name': hidden(page, 404),
  'POST /admin/metrics/:category/:name/edit': hidden(`${page}/edit`, 404),
  'POST /admin/metrics/:category/:name/delete': hidden(`${page}/delete`, 404),
};
