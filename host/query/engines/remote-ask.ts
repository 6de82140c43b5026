import { createHash } from 'node:crypto';
import type { Principal } from '../../http/principal.ts';
import type { Generation } from '../../lake/generations.ts';
import type { QueryParams } from '../protocol.ts';
import type { ScanTerms } from '../scan-terms.ts';
import type { LandedTable } from '../scope.ts';

/** A statement somebody asks that may be over tables at sources. */
export interface RemoteAsk {
  readonly principal: Principal;
  readonly sql: string;
  readonly params: QueryParams;
  /** Rows of the answer at most. */
  readonly limit: number;
  readonly queryId: string;
  readonly generation: Generation;
  /** What was brought for this statement before; a name of these means nothing else. */
  readonly given?: readonly LandedTable[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Of a scan of one table. */
  readonly scan?: Omit<ScanTerms, 'maxBytes'>;
}

/** What the books of a source say of a statement: who asked, without a name that means anything there, and for what. */
export const labelsOf = (
  { principal, queryId }: Pick<RemoteAsk, 'principal' | 'queryId'>,
  tableId: string,
): Readonly<Record<string, string>> => ({
  agnes_user: createHash('sha256').update(principal.userId).digest('hex').slice(0, 32),
  agnes_query: word(queryId),
  agnes_table: word(tableId),
});

/** Lower-case letters, digits, _ and -, at most 63: what every source takes. */
const word = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, '_')
    .slice(0, 63);
