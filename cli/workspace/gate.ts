import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ignoreMissing } from '../files/durable-file.ts';
import { statePath } from '../files/workspace-paths.ts';
import { readState } from '../sync/state.ts';
import { folderTaken, workspaceOfOther } from './errors.ts';
import { readAbout } from './layout.ts';

/** What file managers leave in every folder. */
const droppings = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);
const mostNamed = 5;

/** Lets in what is empty, a workspace of this server, or with `force` anything; else it is refused. */
export const passGate = async (
  path: string,
  { server, force }: { readonly server: string; readonly force: boolean },
): Promise<void> => {
  const belongsTo = (await readAbout(path))?.server ?? (await readState(statePath(path))).server;
  if (belongsTo !== undefined && belongsTo !== server) {
    throw workspaceOfOther({ path, belongs_to: belongsTo, server });
  }
  if (belongsTo !== undefined || force) return;
  const entries = await entriesOf(path);
  if (entries.length > 0) throw folderTaken({ path, entries: named(entries) });
};

/** True for a folder that is not there, or that nobody has put anything in. */
export const isEmpty = async (path: string): Promise<boolean> => (await entriesOf(path)).length === 0;

/** True for a folder that is a workspace. */
export const isWorkspace = async (path: string): Promise<boolean> =>
  (await entriesOf(join(path, '.agnes'))).some((name) => /^(workspace|sync_state)\.json$/.test(name));

const entriesOf = async (path: string): Promise<readonly string[]> =>
  ((await readdir(path).catch(ignoreMissing)) ?? []).filter((name) => !droppings.has(name));

const named = (entries: readonly string[]): readonly string[] =>
  entries.length > mostNamed
    ? [...entries.slice(0, mostNamed), `${entries.length - mostNamed} more`]
    : entries;
