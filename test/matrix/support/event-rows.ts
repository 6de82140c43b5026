import { admins, type Row, same } from './row.ts';

/** What is pushed, where a signature admits whoever else one is; and jobs of plugins. No plugin of the matrix has any. */
export const eventRows: Readonly<Record<string, Row>> = {
  'POST /webhooks/x/:connection': same('/webhooks/x/nobody', 404, { body: {} }),
  'POST /webhooks/:path': same('/webhooks/nothing', 404, { body: {} }),
  'POST /webhooks/:path/:connection': same('/webhooks/nothing/nobody', 404, { body: {} }),
  'POST /x/:publisher/:slug/jobs/:name': admins('/x/acme/nobody/jobs/nothing', 404, { body: {} }),
  'GET /webhooks/:path/health': same('/webhooks/nothing/health', 404),
};
