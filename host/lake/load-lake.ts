import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Registry } from '../registry/registry.ts';
import { instanceState } from '../store/instance-state.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { States } from './apply-change.ts';
import { digestOf } from './commit-change.ts';
import type { LakeFolder } from './lake-folder.ts';
import { loadStates } from './load-states.ts';
import { publishedIn } from './table-state.ts';

/** What was committed last. */
export interface LoadedLake {
  /** Folder of all extracts. Views hold real paths: a link that moves later must not change what they read. */
  readonly extracts: string;
  readonly number: number;
  readonly states: States;
  /** False when the generation's file is not there, or its views do not fit the data and the place any more. */
  readonly isWhole: boolean;
}

/** Reads what was committed, after finishing or undoing what a crash interrupted. */
export const loadLake = async (
  { store, registry, dataDir }: { store: SystemStore; registry: Pick<Registry, 'tables'>; dataDir: string },
  folder: LakeFolder,
): Promise<LoadedLake> => {
  await mkdir(join(dataDir, 'extracts'), { recursive: true, mode: 0o700 });
  const extracts = await realpath(join(dataDir, 'extracts'));
  const number = Number((await instanceState(store.read, 'data_generation')) ?? 0);
  await folder.recover(number);
  const states = await loadStates(store.read, await registry.tables(), extracts);
  const tables = publishedIn(states);
  const digest = await instanceState(store.read, 'data_views');
  const isBuilt = (await folder.has(number)) && digest === digestOf(extracts, tables);
  return { extracts, number, states, isWhole: number === 0 ? tables.length === 0 : isBuilt };
};
