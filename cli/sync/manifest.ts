import { isPlatformError, type PlatformError } from '@agnes/sdk/errors';
import { badAnswer } from '../errors.ts';
import type { HttpClient } from '../http/client.ts';
import {
  isObject,
  type JsonObject,
  numberOf,
  objectOf,
  objectsOf,
  readJson,
  textOf,
} from '../json/values.ts';
import { badEntry } from './errors.ts';

const path = '/api/sync/manifest';
// An id becomes a file name; nothing else may get into a path.
const fileName = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const digest = /^[0-9a-f]{64}$/;

/** A file the server offers. */
export interface RemoteFile {
  /** Name of the part; empty for a table in one file. */
  readonly part: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** A table the caller may read. */
export interface RemoteTable {
  readonly id: string;
  /** Name of its view. */
  readonly name: string;
  readonly updated?: string;
  readonly rows?: number;
  readonly bytes: number;
  readonly mode: string;
  /** Why it is not downloaded; absent for tables that are. */
  readonly skip?: 'remote' | 'server_only' | 'no_data' | 'large';
  readonly files: readonly RemoteFile[];
}

/** What the server says the caller may read. */
export interface Manifest {
  readonly tables: readonly RemoteTable[];
  readonly etag: string | undefined;
  /** Digest of what agents of the caller go by; older servers say none. */
  readonly rules: string | undefined;
  /** Entries that cannot be used. With one of them nobody knows what is missing on purpose. */
  readonly faults: readonly PlatformError[];
}

/** The manifest as it is now. */
export const fetchManifest = async (http: HttpClient): Promise<Manifest> => {
  const manifest = await fetchManifestUnless(http, undefined);
  if (manifest === 'unchanged')
    throw badAnswer({ path, reason: 'it calls itself unchanged without having been asked' });
  return manifest;
};

/** The manifest; `unchanged` when it is still the one with this ETag. */
export const fetchManifestUnless = async (
  http: HttpClient,
  etag: string | undefined,
): Promise<Manifest | 'unchanged'> => {
  const headers = { 'Accept-Encoding': 'gzip', ...(etag !== undefined && { 'If-None-Match': etag }) };
  const answer = await http.send({ path, headers });
  if (answer.statusCode === 304) {
    answer.resume();
    return 'unchanged';
  }
  if (answer.statusCode !== 200) throw await http.refusal(answer);
  return manifestOf(readJson(await http.text(answer)), answer.headers.etag);
};

const manifestOf = (value: unknown, etag: string | undefined): Manifest => {
  const body = objectOf(value);
  if (!isObject(body['tables'])) throw badAnswer({ path, reason: 'it lists no tables' });
  const entries = Object.entries(objectOf(body['tables'])).map(([name, entry]) =>
    tableOf(name, objectOf(entry)),
  );
  return {
    etag,
    rules: textOf(objectOf(objectOf(body['assets'])['rules'])['hash']),
    tables: entries.filter((entry) => 'files' in entry),
    faults: entries.filter(isPlatformError),
  };
};

const tableOf = (key: string, entry: JsonObject): RemoteTable | PlatformError => {
  const id = textOf(entry['id']) ?? '';
  if (!fileName.test(id)) return badEntry({ table: key, reason: `its id is "${id}"` });
  const skip = skipOf(entry);
  const files = skip === undefined ? filesOf(entry) : [];
  const wrong = files.find(({ sha256 }) => !digest.test(sha256));
  if (wrong) return badEntry({ table: key, reason: `one of its digests is "${wrong.sha256}"` });
  const updated = textOf(entry['updated']);
  const rows = numberOf(entry['rows']);
  return {
    id,
    name: textOf(entry['view_name']) ?? key,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    mode: textOf(entry['query_mode']) ?? 'local',
    files,
    ...(updated !== undefined && { updated }),
    ...(rows !== undefined && { rows }),
    ...(skip !== undefined && { skip }),
  };
};

const skipOf = (entry: JsonObject): RemoteTable['skip'] => {
  if (entry['distribution'] === 'server_only') return 'server_only';
  if (entry['query_mode'] === 'remote') return 'remote';
  return textOf(entry['sha256']) === undefined && objectsOf(entry['parts']).length === 0
    ? 'no_data'
    : undefined;
};

const filesOf = (entry: JsonObject): readonly RemoteFile[] => {
  const parts = objectsOf(entry['parts']);
  return parts.length > 0 ? parts.map((part) => fileOf(part, String(part['part']))) : [fileOf(entry, '')];
};

const fileOf = (values: JsonObject, part: string): RemoteFile => ({
  part,
  sha256: textOf(values['sha256']) ?? '',
  bytes: numberOf(values['size_bytes']) ?? 0,
});
