import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ignoreMissing, writeDurably } from '../files/durable-file.ts';
import { numberOf, objectOf, readJson, textOf } from '../json/values.ts';
import type { Candidate } from './candidates.ts';

/** What became of a file as it was then. */
export interface Entry {
  /** Of the file on this machine, not of what was left of it. */
  readonly sha256: string;
  readonly bytes: number;
  readonly modified: number;
  /** Code of the refusal; absent when the server took it. */
  readonly refused?: string;
}

/** Which files a server has had, by kind and name. */
export type Ledger = ReadonlyMap<string, Entry>;

/** The key of a file. */
export const keyOf = ({ kind, name }: Pick<Candidate, 'kind' | 'name'>): string => `${kind}/${name}`;

const pathOf = (workspace: string): string => join(workspace, '.agnes', 'uploads.json');

/** Where a running upload holds its lock. */
export const uploadLockPath = (workspace: string): string => join(workspace, '.agnes', 'upload.lock');

/** What this server has had. A missing or damaged file is an empty ledger: the server knows bytes it has already. */
export const readLedger = async (workspace: string, server: string): Promise<Ledger> => {
  const values = objectOf(readJson((await readFile(pathOf(workspace), 'utf8').catch(ignoreMissing)) ?? ''));
  if (textOf(values['server']) !== server) return new Map();
  return new Map(
    Object.entries(objectOf(values['files'])).map(([key, value]) => [key, entryOf(objectOf(value))]),
  );
};

const entryOf = (value: Readonly<Record<string, unknown>>): Entry => {
  const refused = textOf(value['refused']);
  return {
    sha256: textOf(value['sha256']) ?? '',
    bytes: numberOf(value['size_bytes']) ?? -1,
    modified: numberOf(value['modified']) ?? 0,
    ...(refused !== undefined && { refused }),
  };
};

/** Replaces the ledger as a whole. */
export const writeLedger = async (
  workspace: string,
  ledger: Ledger,
  { server, pid }: { readonly server: string; readonly pid: number },
): Promise<void> => {
  const files = [...ledger].map(([key, { bytes, ...entry }]) => [key, { ...entry, size_bytes: bytes }]);
  await mkdir(dirname(pathOf(workspace)), { recursive: true });
  const text = JSON.stringify({ server, files: Object.fromEntries(files) }, undefined, 1);
  await writeDurably(pathOf(workspace), `${text}\n`, { mode: 0o600, pid });
};
