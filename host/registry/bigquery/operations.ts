import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { type Testing, testedConnection } from './test-connection.ts';

const test = operation({
  id: 'bigquery.test_connection',
  route: 'POST /api/admin/bigquery/test-connection',
  summary: 'Ask BigQuery the least there is, and say who would pay for it.',
  who: 'admin',
  body: Type.Object(
    {
      connection: Type.Optional(
        Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'Slug or id of a source.' }),
      ),
    },
    { additionalProperties: false },
  ),
  bodyOptional: true,
  unknownKeys: 'ignore',
  result: Type.Object({
    ok: Type.Literal(true),
    billing_project: Type.String(),
    data_project: Type.String(),
    driver: Type.Union([Type.Literal('client'), Type.Literal('extension')]),
    elapsed_ms: Type.Integer(),
  }),
  problems: [
    'not_configured',
    'not_bigquery',
    'source_not_found',
    'source_failed',
    'connection_timeout',
    'auth_failed',
    'cross_project_forbidden',
    'bq_lib_missing',
    'bq_forbidden',
    'bq_bad_request',
    'bq_upstream_error',
  ],
  run: async ({ body, request }, services: Testing) =>
    await testedConnection(services, body?.connection ?? undefined, request.signal),
});

/** What is asked of BigQuery alone. */
export const bigqueryOperations = [test] as const;
