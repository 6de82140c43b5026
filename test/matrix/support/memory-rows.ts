import { admins, type Row, same } from './row.ts';

const decided = (verb: string, body: Row['body'] = {}): Row =>
  admins(`/api/memory/admin/${verb}?item_id=nobody`, 404, { body });

/** The corporate memory, in which nothing is. */
export const memoryRows: Readonly<Record<string, Row>> = {
  'GET /api/memory': same('/api/memory', 200),
  'GET /api/memory/stats': same('/api/memory/stats', 200),
  'GET /api/memory/tree': same('/api/memory/tree?axis=tag', 200),
  'GET /api/memory/bundle': same('/api/memory/bundle', 200),
  'GET /api/memory/my-votes': same('/api/memory/my-votes', 200),
  'GET /api/memory/my-contributions': same('/api/memory/my-contributions', 200),
  'POST /api/memory': same('/api/memory', 400, { body: { title: ' ', content: 'x', category: 'x' } }),
  'POST /api/memory/:id/vote': same('/api/memory/nobody/vote', 404, { body: { vote: 1 } }),
  'POST /api/memory/:id/personal': same('/api/memory/nobody/personal', 404, { body: { is_personal: true } }),
  'GET /api/memory/:id/provenance': same('/api/memory/nobody/provenance', 404),
  'GET /api/memory/admin/pending': admins('/api/memory/admin/pending', 200),
  'GET /api/memory/admin/audit': admins('/api/memory/admin/audit', 200),
  'POST /api/memory/admin/approve': decided('approve'),
  'POST /api/memory/admin/reject': decided('reject', { reason: 'x' }),
  'POST /api/memory/admin/mandate': decided('mandate', { audience: 'all' }),
  'POST /api/memory/admin/revoke': decided('revoke'),
  'POST /api/memory/admin/edit': decided('edit', { title: 'x' }),
  'POST /api/memory/admin/batch': admins('/api/memory/admin/batch', 200, {
    body: { item_ids: ['nobody'], action: 'approve' },
  }),
  'PATCH /api/memory/admin/:id': admins('/api/memory/admin/nobody', 404, { body: { title: 'x' } }),
  'POST /api/memory/admin/bulk-update': admins('/api/memory/admin/bulk-update', 400, {
    body: { item_ids: ['nobody'], updates: { status: 'approved' } },
  }),
  'GET /api/memory/admin/contradictions': admins('/api/memory/admin/contradictions', 200),
  'POST /api/memory/admin/contradictions': admins('/api/memory/admin/contradictions', 404, {
    body: { item_a_id: 'nobody', item_b_id: 'none', explanation: 'x' },
  }),
  'POST /api/memory/admin/contradictions/:id/resolve': admins(
    '/api/memory/admin/contradictions/nobody/resolve',
    404,
    { body: { resolution: 'kept_a' } },
  ),
  'GET /api/memory/admin/duplicate-candidates': admins('/api/memory/admin/duplicate-candidates', 200),
  'POST /api/memory/admin/duplicate-candidates/resolve': admins(
    '/api/memory/admin/duplicate-candidates/resolve?item_a_id=a&item_b_id=b',
    404,
    { body: { resolution: 'different' } },
  ),
};
