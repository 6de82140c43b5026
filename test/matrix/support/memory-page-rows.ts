import { hidden } from './people-page-rows.ts';
import { type Row, same } from './row.ts';

const page = '/corporate-memory';
const form = { form: true } as const;

/** The pages of the corporate memory, in which nothing is. */
export const memoryPageRows: Readonly<Record<string, Row>> = {
  'GET /corporate-memory': same(page, 200),
  'POST /corporate-memory': same(page, 400, { ...form, body: { title: ' ', content: 'x', category: 'x' } }),
  'POST /corporate-memory/:id/vote': same(`${page}/nobody/vote`, 404, { ...form, body: { vote: '1' } }),
  'POST /corporate-memory/:id/personal': same(`${page}/nobody/personal`, 404, {
    ...form,
    body: { is_personal: 'true' },
  }),
  'GET /corporate-memory/admin': hidden(`${page}/admin`, 200),
  'POST /corporate-memory/admin/:id/decide': hidden(`${page}/admin/nobody/decide`, 404, {
    verb: 'approve',
  }),
  'POST /corporate-memory/admin/batch': hidden(`${page}/admin/batch`, 400, { verb: 'approve' }),
  'POST /corporate-memory/admin/bulk-update': hidden(`${page}/admin/bulk-update`, 400, { category: 'x' }),
  'GET /corporate-memory/admin/contradictions': hidden(`${page}/admin/contradictions`, 200),
  'POST /corporate-memory/admin/contradictions': hidden(`${page}/admin/contradictions`, 404, {
    ...{ item_a_id: 'nobody', item_b_id: 'nothing', explanation: 'x' },
  }),
  'POST /corporate-memory/admin/contradictions/:id/resolve': hidden(
    `${page}/admin/contradictions/nobody/resolve`,
    404,
    { resolution: 'kept_a' },
  ),
  'GET /corporate-memory/admin/duplicates': hidden(`${page}/admin/duplicates`, 200),
  'POST /corporate-memory/admin/duplicates/resolve': hidden(`${page}/admin/duplicates/resolve`, 404, {
    ...{ item_a_id: 'nobody', item_b_id: 'nothing', resolution: 'different' },
  }),
  'POST /corporate-memory/admin/:id/edit': hidden(`${page}/admin/nobody/edit`, 404, { title: 'x' }),
};
