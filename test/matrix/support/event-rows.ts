import { type Row, same } from './row.ts';

/** What is pushed: a signature admits, whoever else one is. No plugin of the matrix has a webhook. */
export const eventRows: Readonly<Record<string, Row>> = {
  'POST /webhooks/x/:connection': same('/webhooks/x/nobody', 404, { body: {} }),
  'POST /webhooks/:path': same('/webhooks/nothing', 404, { body: {} }),
  'POST /webhooks/:path/:connection': same('/webhooks/nothing/nobody', 404, { body: {} }),
  'GET /webhooks/:path/health': same('/webhooks/nothing/health', 404),
};
