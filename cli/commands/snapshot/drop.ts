import type { Run } from '../../command.ts';
import { dropSnapshots } from '../../snapshots/drop.ts';
import { snapshotMissing } from '../../snapshots/errors.ts';
import { SnapshotFolder } from '../../snapshots/folder.ts';
import { confirm } from '../../terminal/prompt.ts';

/** Removes one snapshot: file, what is told of it, view. */
export const run: Run = async (input, session) => {
  const [wanted = ''] = input.args;
  const folder = new SnapshotFolder(await session.workspace());
  const snapshot = await folder.find(wanted);
  if (!snapshot) throw snapshotMissing({ name: wanted });
  const { name, bytes } = snapshot;
  await confirm(session, `Drop the snapshot ${name}?`);
  const { viewsDeferred } = await dropSnapshots([snapshot], folder, session);
  return {
    data: { dropped: [{ name, bytes }], freed_bytes: bytes, views_deferred: viewsDeferred },
    text: [`${name} is dropped.`],
  };
};
