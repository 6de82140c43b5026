import { createHash } from 'node:crypto';
import type { Generation } from '../lake/generations.ts';
import { isoUtc } from '../store/iso-utc.ts';
import type { QueryFormat } from './protocol.ts';
import { idsOf } from './query-log.ts';

/** Whether an answer was computed before, was computed and is kept, or never is. */
type CacheStatus = 'hit' | 'miss' | 'bypass';

/** What an answer says of itself. */
export interface Stamps {
  /** Number of the data generation it was read from. */
  readonly generation: number;
  /** When the source of the oldest table in it was read; absent when it reads none, or one of unknown age. */
  readonly extractedAt?: Date;
  readonly cache: CacheStatus;
  /** Validator of an answer that may be kept; absent from all others. */
  readonly tag?: string;
}

interface Stamped {
  readonly format: QueryFormat;
  readonly tables: readonly string[];
  readonly cache?: CacheStatus;
  readonly digest?: string;
}

/** The stamps of an answer over this generation. */
export const stampsOf = (answer: Stamped, generation: Generation): Stamps => {
  const { format, tables, cache = 'bypass', digest } = answer;
  const extractedAt = oldestOf(tables, generation);
  const { number } = generation;
  const stamps = { generation: number, cache, ...(extractedAt && { extractedAt }) };
  if (digest === undefined) return stamps;
  const content = [digest, number, extractedAt?.getTime() ?? null];
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  // A JSON document holds its time and id as well: it is the same answer, not the same bytes.
  return { ...stamps, tag: `${format === 'json' ? 'W/' : ''}"${hash}"` };
};

const oldestOf = (names: readonly string[], generation: Generation): Date | undefined => {
  const times = idsOf(names, generation).map((id) => generation.tables.get(id)?.lastSync?.getTime());
  const oldest = Math.min(...times.map((time) => time ?? Number.NaN));
  return Number.isFinite(oldest) ? new Date(oldest) : undefined;
};

/** The stamps as headers. */
export const stampHeaders = ({ generation, extractedAt, cache, tag }: Stamps): Record<string, string> => ({
  'X-Agnes-Generation': String(generation),
  ...(extractedAt && { 'X-Agnes-Extracted-At': isoUtc(extractedAt) }),
  'X-Agnes-Cache': cache,
  ...(tag !== undefined && { ETag: tag }),
});

/** True when the caller has this very answer already. */
export const isKnown = ({ tag }: Stamps, ifNoneMatch: string | undefined): boolean =>
  tag !== undefined && (ifNoneMatch ?? '').includes(tag.replace('W/', ''));
