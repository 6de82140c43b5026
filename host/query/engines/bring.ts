import { rm } from 'node:fs/promises';
import type { RemoteStatement } from '@agnes/sdk';
import type { LandedRows, MostLanded } from '@agnes/sdk/extract';
import type { EngineNote } from '../../kernel/engine-talk.ts';
import type { Source } from '../../registry/source.ts';
import { parquetOf } from '../scope.ts';
import type { Engines } from './engines.ts';
import { labelsOf, type RemoteAsk } from './remote-ask.ts';
import type { BudgetedScan } from './scan-budget.ts';

/** A statement for a source. */
export interface Wanted {
  readonly source: Source;
  readonly statement: RemoteStatement;
  /** What it is expected to read, in bytes. */
  readonly bytes: number;
  /** What the books of the source say that it is for. */
  readonly label: string;
}

/** What rows are brought with. */
export interface Bringing {
  readonly ask: Pick<RemoteAsk, 'principal' | 'queryId' | 'timeoutMs' | 'signal'>;
  /** Bytes that the source may read; absent: no cap. */
  readonly maxBytes: number | undefined;
  readonly most: MostLanded;
  readonly engines: Pick<Engines, 'run'>;
  readonly scan: Pick<BudgetedScan, 'charge'>;
  /** Removes the files once the statement is answered. */
  readonly held: AsyncDisposableStack;
}

/** Runs a statement at its source and counts what it cost, whatever comes of it. */
export const bring = async (
  { source, statement, bytes, label }: Wanted,
  { ask, maxBytes, most, engines, scan, held }: Bringing,
): Promise<{ readonly rows: LandedRows; readonly bytes: number }> => {
  const cost = new Cost(bytes);
  const run = {
    statement,
    limits: {
      timeoutMs: ask.timeoutMs,
      labels: labelsOf(ask, label),
      ...(maxBytes !== undefined && { maxBytes }),
    },
    most,
    noted: (note: EngineNote): void => cost.note(note),
  };
  try {
    const rows = await engines.run(source, run, ask.signal);
    held.defer(() => dropFiles(rows.path));
    return { rows, bytes: cost.bytes };
  } finally {
    await scan.charge(cost.bytes);
  }
};

/** What a scan cost. One that has begun and does not say what was billed has cost what it was expected to. */
class Cost {
  readonly #expected: number;
  #begun = false;
  #billed: number | undefined;

  constructor(expected: number) {
    this.#expected = expected;
  }

  get bytes(): number {
    return this.#billed ?? (this.#begun ? this.#expected : 0);
  }

  note(note: EngineNote): void {
    this.#begun = true;
    if (note.type === 'billed') this.#billed = note.bytes;
  }
}

const dropFiles = async (path: string): Promise<void> => {
  await Promise.all([path, parquetOf(path)].map((file) => rm(file, { force: true })));
};
