import { hidden } from './people-page-rows.ts';
import type { Row } from './row.ts';

const table = '/admin/tables/nobody';
const source = '/admin/sources/nobody';

/** The pages of tables and sources, and their forms. Nothing is there under the id they name. */
export const registryPageRows: Readonly<Record<string, Row>> = {
  'GET /admin/tables': hidden('/admin/tables', 200),
  'POST /admin/tables': hidden('/admin/tables', 422, { name: 'my table', query_mode: 'local' }),
  'POST /admin/tables/precheck': hidden('/admin/tables/precheck', 422, { name: 'my table' }),
  'GET /admin/tables/:id': hidden(table, 404),
  'GET /admin/tables/:id/columns': hidden(`${table}/columns`, 404),
  'POST /admin/tables/:id/columns': hidden(`${table}/columns`, 404, { 'column-0': 'x' }),
  'POST /admin/tables/:id/columns/push': hidden(`${table}/columns/push`, 404),
  'POST /admin/tables/:id/edit': hidden(`${table}/edit`, 404, { name: 'x' }),
  'POST /admin/tables/:id/ask': hidden(`${table}/ask`, 404),
  'POST /admin/tables/:id/run': hidden(`${table}/run`, 404),
  'POST /admin/tables/:id/delete': hidden(`${table}/delete`, 404),
  'GET /admin/sources': hidden('/admin/sources', 200),
  'POST /admin/sources': hidden('/admin/sources', 422, { slug: 'x', type: 'nobody' }),
  'GET /admin/sources/:id': hidden(source, 404),
  'POST /admin/sources/:id/edit': hidden(`${source}/edit`, 404, { title: 'x' }),
  'POST /admin/sources/:id/enable': hidden(`${source}/enable`, 404),
  'POST /admin/sources/:id/disable': hidden(`${source}/disable`, 404),
  'POST /admin/sources/:id/default': hidden(`${source}/default`, 404),
  'POST /admin/sources/:id/test': hidden(`${source}/test`, 404),
  'POST /admin/sources/:id/offer': hidden(`${source}/offer`, 404),
  'POST /admin/sources/:id/delete': hidden(`${source}/delete`, 404),
};
