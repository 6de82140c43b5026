import { Type } from '@agnes/sdk';
import { section } from './section.ts';

/** What SQL may take. */
export const querySection = section(
  {
    max_limit: Type.Integer({ default: 1_000_000, minimum: 1, description: 'Most rows of one answer.' }),
    max_json_bytes: Type.Integer({
      default: 268_435_456,
      minimum: 1,
      description:
        'Most bytes of the rows of one answer as JSON; it is cut after a whole row and says `truncated`.',
    }),
    timeout_ms: Type.Integer({
      default: 300_000,
      minimum: 100,
      description: 'Longest run of one query.',
    }),
    workers: Type.Integer({
      default: 2,
      minimum: 1,
      maximum: 64,
      description:
        'Query worker processes. As many again come beside them while statements run long and others wait.',
    }),
    heavy_workers: Type.Integer({
      default: 1,
      minimum: 1,
      maximum: 16,
      description: 'Worker processes beside those, at low priority, for queries in the background.',
    }),
    memory_mb: Type.Integer({
      default: 1024,
      minimum: 128,
      description: 'Memory of one worker for DuckDB.',
    }),
    cache: section(
      {
        max_bytes: Type.Integer({
          default: 33_554_432,
          minimum: 0,
          description: 'Memory for all of them; 0 keeps none.',
        }),
        max_entries: Type.Integer({ default: 1_000, minimum: 1, description: 'Most answers.' }),
        max_answer_bytes: Type.Integer({
          default: 262_144,
          minimum: 1,
          description: 'Longest answer that is kept; what is streamed, above 256 KiB, never is.',
        }),
      },
      'Answers that are kept for the same statement over the same data under the same grants.',
    ),
  },
  'Limits of SQL.',
);
