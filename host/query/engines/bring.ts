import { rm } from 'node:fs/promises';
import type { EngineNote } from '../../kernel/engine-talk.ts';
import { type LandedTable, parquetOf } from '../scope.ts';
import type { Engines } from './engines.ts';
import { type Estimated, landedTables, type Most, scanOf } from './landed-need.ts';
import { labelsOf, type RemoteAsk } from './remote-ask.ts';
import type { BudgetedScan } from './scan-budget.ts';

/** What rows are brought with. */
export interface Bringing {
  readonly ask: RemoteAsk;
  /** Bytes that the source may read; absent: no cap. */
  readonly maxBytes: number | undefined;
  readonly most: Most;
  readonly engines: Pick<Engines, 'run'>;
  readonly scan: Pick<BudgetedScan, 'charge'>;
  /** Removes the files once the statement is answered. */
  readonly held: AsyncDisposableStack;
}

/** Runs a scan at its source and counts what it cost, whatever comes of it. */
export const bring = async (
  needed: Estimated,
  { ask, maxBytes, most, engines, scan, held }: Bringing,
): Promise<{ readonly tables: readonly LandedTable[]; readonly bytes: number }> => {
  const cost = new Cost(needed.bytes);
  const run = {
    statement: scanOf(needed),
    limits: {
      timeoutMs: ask.timeoutMs,
      labels: labelsOf(ask, needed.table.id),
      ...(maxBytes !== undefined && { maxBytes }),
    },
    most,
    noted: (note: EngineNote): void => cost.note(note),
  };
  try {
    const rows = await engines.run(needed.source, run, ask.signal);
    held.defer(() => dropFiles(rows.path));
    return { tables: landedTables(needed, rows), bytes: cost.bytes };
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
