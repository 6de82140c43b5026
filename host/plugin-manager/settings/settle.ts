import type { Slice } from '../../settings/overlay-file.ts';
import { crashPoint } from '../../store/crash-point.ts';
import { dropJournal, type Journal } from './journal.ts';

interface Settling {
  /** Folder of the generations. */
  readonly folder: string;
  readonly lay: (slices: readonly Slice[]) => Promise<void>;
  readonly settleState: (journal: Journal) => Promise<void>;
}

/** Does what a generation brings beside code. What was done already is not done again. */
export const settleJournal = async (
  journal: Journal,
  { folder, lay, settleState }: Settling,
): Promise<void> => {
  await lay(journal.overlay);
  crashPoint('companions.laid');
  await settleState(journal);
  crashPoint('companions.settled');
  await dropJournal(folder);
};
