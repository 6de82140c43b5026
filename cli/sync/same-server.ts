import { otherServer } from './errors.ts';
import type { SyncState } from './state.ts';

/** Refuses to mix what is of two servers in one workspace. */
export const checkSameServer = (state: Pick<SyncState, 'server'>, server: string): void => {
  if (state.server === undefined || state.server === server) return;
  throw otherServer({ server, synced_from: state.server });
};
