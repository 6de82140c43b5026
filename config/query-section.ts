import { Type } from '@agnes/sdk';
import { section } from './section.ts';

/** What SQL may take. */
export const querySection = section(
  {
    max_limit: Type.Integer({ default: 1_000_000, minimum: 1, description: 'Most rows of one answer.' }),
    timeout_ms: Type.Integer({
      default: 300_000,
      minimum: 100,
      description: 'Longest run of one query.',
    }),
    workers: Type.Integer({
      default: 2,
      minimum: 1,
      maximum: 64,
      description: 'Query worker processes.',
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
  },
  'Limits of SQL.',
);
