import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ignoreMissing, writeDurably } from '../files/durable-file.ts';
import { type JsonObject, numberOf, objectOf, objectsOf, readJson, textOf } from '../json/values.ts';
import type { RemoteFile } from './manifest.ts';

/** A table as it lies in the workspace. */
export interface SyncedTable {
  readonly name: string;
  readonly files: readonly RemoteFile[];
  /** When the server read the rows; ISO 8601. */
  readonly updated: string | undefined;
  readonly syncedAt: string;
}

/** Rules as they were written. */
export interface KeptRules {
  /** What the server calls them. */
  readonly hash: string;
  /** Digest over the files. */
  readonly files: string;
}

/** What the workspace holds, and where it is from. */
export interface SyncState {
  readonly server: string | undefined;
  /** Where the workspace lay; views hold whole paths and break when it moves. */
  readonly workspace: string | undefined;
  readonly tables: ReadonlyMap<string, SyncedTable>;
  /** Of the manifest that was carried out completely; absent when something is left to do. */
  readonly etag: string | undefined;
  readonly lastSync: string | undefined;
  readonly rules: KeptRules | undefined;
  /** Digest of the rules that the manifest named last. */
  readonly offeredRules: string | undefined;
}

/** Reads the state; a missing or damaged file is an empty state, and files are recognised by their digests. */
export const readState = async (path: string): Promise<SyncState> => {
  const values = objectOf(readJson((await readFile(path, 'utf8').catch(ignoreMissing)) ?? ''));
  const tables = Object.entries(objectOf(values['tables'])).map(
    ([id, table]) => [id, tableOf(objectOf(table))] as const,
  );
  return {
    server: textOf(values['server']),
    workspace: textOf(values['workspace']),
    tables: new Map(tables),
    etag: textOf(values['etag']),
    lastSync: textOf(values['last_sync']),
    rules: rulesOf(objectOf(values['rules'])),
    offeredRules: textOf(values['offered_rules']),
  };
};

const rulesOf = (values: JsonObject): KeptRules | undefined => {
  const [hash, files] = [textOf(values['hash']), textOf(values['files'])];
  return hash === undefined || files === undefined ? undefined : { hash, files };
};

const tableOf = (table: JsonObject): SyncedTable => ({
  name: textOf(table['name']) ?? '',
  updated: textOf(table['updated']),
  syncedAt: textOf(table['synced_at']) ?? '',
  files: objectsOf(table['parts']).map((file) => ({
    part: textOf(file['part']) ?? '',
    sha256: textOf(file['sha256']) ?? '',
    bytes: numberOf(file['size_bytes']) ?? 0,
  })),
});

/** Replaces the state as a whole. */
export const writeState = async (path: string, state: SyncState, pid: number): Promise<void> => {
  const tables = [...state.tables].map(([id, { name, updated, syncedAt, files }]) => [
    id,
    {
      name,
      parts: files.map(({ part, sha256, bytes }) => ({ part, sha256, size_bytes: bytes })),
      synced_at: syncedAt,
      updated,
    },
  ]);
  const { server, workspace, etag, lastSync, rules, offeredRules } = state;
  const values = {
    ...{ server, workspace, tables: Object.fromEntries(tables), etag, last_sync: lastSync },
    ...{ rules, offered_rules: offeredRules },
  };
  await mkdir(dirname(path), { recursive: true });
  await writeDurably(path, `${JSON.stringify(values, undefined, 1)}\n`, { mode: 0o600, pid });
};
