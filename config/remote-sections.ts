import { Type } from '@agnes/sdk';
import { section } from './section.ts';

/** What one user may have of the API. */
export const apiSection = section(
  {
    scan: section(
      {
        max_concurrent_per_user: Type.Integer({
          default: 5,
          minimum: 1,
          description: 'Statements of one user that run at sources at a time.',
        }),
        max_daily_bytes_per_user: Type.Integer({
          default: 53_687_091_200,
          minimum: 1,
          description: 'Bytes that one user may have read at sources in a day of UTC.',
        }),
        max_limit: Type.Integer({
          default: 10_000_000,
          minimum: 1,
          description: 'Rows that one scan may ask for.',
        }),
        max_result_bytes: Type.Integer({
          default: 2_147_483_648,
          minimum: 1_048_576,
          description: 'Bytes of the answer of a scan, which is cut there.',
        }),
        request_timeout_seconds: Type.Integer({
          default: 300,
          minimum: 1,
          description: 'Seconds that a scan may take.',
        }),
        bq_cost_per_tb_usd: Type.Number({
          default: 5,
          minimum: 0,
          description: 'Dollars that 2^40 bytes read at BigQuery cost, for estimates.',
        }),
        confirm_above_usd: Type.Number({
          default: 1,
          minimum: 0,
          description: 'Estimated dollars above which programs ask before they scan.',
        }),
      },
      'Statements at sources.',
    ),
  },
  'Limits of the API.',
);

/** How much a statement brings of tables that stay at their sources. */
export const remoteQuerySection = section(
  {
    max_bq_registration_rows: Type.Integer({
      default: 500_000,
      minimum: 1,
      description: 'Rows that a statement may bring of one table at a source.',
    }),
    max_memory_mb: Type.Integer({
      default: 2_048,
      minimum: 1,
      description: 'MiB that a statement may bring of one table at a source.',
    }),
    max_result_rows: Type.Integer({
      default: 100_000,
      minimum: 1,
      description: 'Rows of the answer of a hybrid query.',
    }),
    timeout_seconds: Type.Integer({
      default: 300,
      minimum: 1,
      maximum: 86_400,
      description: 'How long a hybrid query may take.',
    }),
  },
  'Statements over tables that stay at their sources.',
);
