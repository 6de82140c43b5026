import type { Reviewed } from './review.ts';
import type { VersionHead } from './version-repository.ts';

/** Every version with one content: those of the plugin itself, its old names too, and those of all others. */
export interface SameContent {
  readonly own: readonly VersionHead[];
  readonly others: readonly VersionHead[];
}

/** The no that bytes got under another entry, name or marketplace; only a later yes in the same plugin lifts it. */
export const standingNo = ({ own, others }: SameContent): Reviewed | undefined => {
  const [no] = [
    ...own.filter(({ state }) => state === 'rejected'),
    ...[...own, ...others].filter(isQuarantined),
  ].toSorted((a, b) => timeOf(b) - timeOf(a));
  if (!no) return undefined;
  const isLifted = own.some((head) => head.state === 'approved' && timeOf(head) > timeOf(no));
  const state = no.state === 'rejected' ? 'rejected' : 'quarantined';
  return isLifted ? undefined : { state, reason: no.reason };
};

/** What the scan alone put there is scanned again wherever it is listed; its entry may be to blame. */
const isQuarantined = ({ state, verdict, decided_by }: VersionHead): boolean =>
  state === 'quarantined' && (verdict !== 'blocked' || decided_by !== null);

const timeOf = ({ decided_at }: VersionHead): number => decided_at?.getTime() ?? 0;
