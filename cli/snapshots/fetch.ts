import { rm } from 'node:fs/promises';
import type { Outcome } from '../command.ts';
import type { Session } from '../session/session.ts';
import { isoUtc } from '../terminal/iso-utc.ts';
import { arrive } from './arrive.ts';
import { confirmCost, type Estimate, estimateLine, estimateOf } from './estimate.ts';
import { SnapshotFolder } from './folder.ts';
import { checkName, keep } from './keep.ts';
import { roomFor } from './room.ts';
import type { ScanWish, Snapshot } from './snapshot.ts';

/** How rows are fetched. */
export interface FetchOptions {
  /** What the snapshot is called. */
  readonly name: string;
  /** Replaces one of that name. */
  readonly force: boolean;
  /** `only` runs nothing, `none` asks nothing. */
  readonly estimate: 'first' | 'only' | 'none';
  /** Dollars. */
  readonly maxCost: number | undefined;
}

/** Brings part of a table here and keeps it. Until it is whole, what was there before stays as it is. */
export const fetchSnapshot = async (
  wish: ScanWish,
  options: FetchOptions,
  session: Session,
): Promise<Outcome> => {
  const estimate = options.estimate === 'none' ? undefined : await estimateOf(wish, session);
  if (estimate && options.estimate === 'only') return estimateOutcome(estimate);
  if (estimate) {
    session.out.note(estimateLine(estimate));
    await confirmCost(estimate, options.maxCost, session);
  }
  const folder = new SnapshotFolder(await session.workspace());
  await checkName(options, folder, session);
  const room = await roomFor(options.name, folder, session.world.env);
  await folder.make();
  const side = folder.sideFile(options.name, session.world.pid);
  try {
    const startedAt = isoUtc(session.world.now());
    const { asOf = startedAt, ...arrived } = await arrive(wish, { side, room }, session);
    // Loads the engine, which is not needed before.
    const { checkRows } = await import('./views.ts');
    await checkRows(side, { table: wish.table, rows: arrived.rows }, session.world.interrupted);
    const snapshot: Snapshot = {
      name: options.name,
      wish: { ...wish, table: estimate?.table ?? wish.table },
      fetchedAt: isoUtc(session.world.now()),
      asOf,
      estimatedBytes: estimate?.scanBytes,
      ...arrived,
    };
    return await keep(snapshot, { side, folder, force: options.force, estimate }, session);
  } finally {
    await rm(side, { force: true });
  }
};

const estimateOutcome = (estimate: Estimate): Outcome => ({
  data: { estimate: estimate.told },
  text: [estimateLine(estimate)],
});
