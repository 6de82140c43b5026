import type { Run } from '../../command.ts';
import { snapshotMissing } from '../../snapshots/errors.ts';
import { fetchSnapshot } from '../../snapshots/fetch.ts';
import { SnapshotFolder } from '../../snapshots/folder.ts';

/** Asks for a snapshot again, in the same words. */
export const run: Run = async (input, session) => {
  const [name = ''] = input.args;
  const snapshot = await new SnapshotFolder(await session.workspace()).find(name);
  if (!snapshot) throw snapshotMissing({ name });
  const where = input.text('where');
  const wish = { ...snapshot.wish, ...(where !== undefined && { where: where || undefined }) };
  const options = { name: snapshot.name, force: true, estimate: 'first', maxCost: undefined } as const;
  return fetchSnapshot(wish, options, session);
};
