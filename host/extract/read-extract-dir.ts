import type {
  ExtractContent,
  ExtractEnd,
  ExtractRead,
  ReadBounds,
  ReadRequest,
  Refused,
  RemoteRead,
  RowRead,
  TableRead,
} from './read-messages.ts';
import { ask, takeInLimits } from './take-in-process.ts';
import type { TakeInAnswer } from './take-in-protocol.ts';

const gigabyte = 1024 ** 3;
const minute = 60_000;

/** Longest work on one extract, unless it is told otherwise. */
export const longestLookMs = 30 * minute;

/** What an extract of somebody else may ask of this machine. */
const defaultBounds: ReadBounds = {
  metaRows: 10_000,
  tableBytes: 256 * gigabyte,
  nativeRows: 2_000_000_000,
  rowMs: 10 * minute,
  wholeMs: longestLookMs,
};

/** Rows that may end the process, one after the other, before the extract as a whole is given up. */
const mostCulprits = 8;

/** How an extract is read; what is absent is as for any extract. */
interface ReadOptions extends Partial<ReadBounds> {
  readonly signal?: AbortSignal;
  readonly crashAt?: string;
}

/** Reads an extract that anybody may have written. A row that ends the process is refused, and the rest read anew. */
export const readExtractDir = async (
  extractDir: string,
  { crashAt, signal, ...given }: ReadOptions = {},
): Promise<ExtractRead> => {
  const bounds = { ...defaultBounds, ...given };
  const crash = crashAt !== undefined && { crashAt };
  const request = { command: 'read', extractDir, limits: takeInLimits, bounds, ...crash } as const;
  const late = AbortSignal.timeout(bounds.wholeMs);
  const stop = signal ? AbortSignal.any([late, signal]) : late;
  const culprits: Record<string, Fault> = {};
  for (;;) {
    const attempt = await readOnce({ ...request, culprits }, stop);
    if (attempt.extract) return attempt.extract;
    signal?.throwIfAborted();
    if (late.aborted) return unreadable(timedOut(bounds.wholeMs));
    const { lookingAt, fault } = attempt;
    if (lookingAt === undefined || Object.keys(culprits).length >= mostCulprits) return unreadable(fault);
    culprits[lookingAt.toLowerCase()] = fault;
  }
};

const unreadable = ({ code, why }: Fault): ExtractRead => {
  const gaveUp = code === 'crashed' || code === 'timed_out';
  return { state: 'unreadable', why, ...(gaveUp && { gaveUp }) };
};

type Fault = Omit<Refused, 'name'>;

type Attempt =
  | { readonly extract: ExtractRead }
  | {
      readonly extract?: undefined;
      readonly fault: Fault;
      /** The row it ended at; absent: before the first or after the last. */
      readonly lookingAt?: string;
    };

const readOnce = async (request: ReadRequest, stop: AbortSignal): Promise<Attempt> => {
  const patience = new AbortController();
  const late = setTimeout(() => patience.abort(), request.bounds.rowMs);
  const hearing = new Hearing();
  try {
    for await (const answer of ask(request, AbortSignal.any([patience.signal, stop]))) {
      late.refresh();
      const end = hearing.take(answer);
      if (end) return end;
    }
    return hearing.endedBy(patience.signal.aborted ? timedOut(request.bounds.rowMs) : crashed);
  } catch (cause) {
    // A line that is too long, or no JSON: the process was made to say it.
    return hearing.endedBy({ code: 'crashed', why: `what it made the process say: ${String(cause)}` });
  } finally {
    clearTimeout(late);
  }
};

/** What one process has said so far. */
class Hearing {
  readonly #rows: RowRead[] = [];
  #lookingAt: string | undefined;

  /** The result, once there is one. */
  take(answer: TakeInAnswer): Attempt | undefined {
    if (answer.type === 'failed') return this.endedBy({ code: answer.error.code, why: answer.error.message });
    if (answer.type === 'read') return { extract: contentOf(answer.extract, this.#rows) };
    this.#lookingAt = answer.type === 'looking' ? answer.name : undefined;
    if (answer.type === 'row') this.#rows.push(answer.row);
    return undefined;
  }

  endedBy(fault: Fault): Attempt {
    return { fault, ...(this.#lookingAt !== undefined && { lookingAt: this.#lookingAt }) };
  }
}

const crashed = { code: 'crashed', why: 'it ended the process that reads it' };

const timedOut = (ms: number) => ({
  code: 'timed_out',
  why: `it was not read within ${Math.round(ms / 1000)} s`,
});

const contentOf = (end: ExtractEnd, rows: readonly RowRead[]): ExtractRead => {
  if (end.state !== 'read') return end;
  const tables: TableRead[] = [];
  const refused: Refused[] = [];
  const remote: RemoteRead[] = [];
  for (const row of rows) {
    if (row.kind === 'table') tables.push(row.table);
    else if (row.kind === 'remote') remote.push(row.remote);
    else refused.push(row.refused);
  }
  const content: ExtractContent = { ...end, tables, refused, remote };
  return content;
};
