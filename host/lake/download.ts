import type { Access } from '../access/access.ts';
import type { Intent } from '../http/intent.ts';
import type { Principal } from '../http/principal.ts';
import type { FileReply } from '../http/reply.ts';
import type { Registry } from '../registry/registry.ts';
import type { Table } from '../registry/table.ts';
import type { SystemStore } from '../store/system-store.ts';
import { malformedTableId, noFile, notDownloadable } from './errors.ts';
import type { Lake } from './lake.ts';
import { type Part, type Published, singleFile } from './table-state.ts';

/** What a download needs. */
export interface DownloadServices {
  readonly lake: Pick<Lake, 'find'>;
  readonly access: Pick<Access, 'authorizeAsked'>;
  readonly registry: Pick<Registry, 'find' | 'get'>;
  readonly store: Pick<SystemStore, 'write'>;
}

/** Who wants which file, and what the request says about the part of it that is already there. */
export interface DownloadRequest {
  readonly tableId: string;
  readonly part?: string;
  readonly principal: Principal;
  readonly intent: Intent;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

const relaxed = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/** The file of the published version. Its path comes from there, never from the request. */
export const download = async (request: DownloadRequest, services: DownloadServices): Promise<FileReply> => {
  const { tableId, principal, part } = request;
  if (!relaxed.test(tableId)) throw malformedTableId({ table: tableId });
  const found = await findTable(services.registry, tableId, principal);
  const granted = await services.access.authorizeAsked(principal, 'table', { asked: tableId, found });
  const { id, distribution } = granted.resource;
  if (distribution === 'server_only') throw notDownloadable({ table: tableId });
  const published = services.lake.find(granted);
  const file = published && fileOf(published, part);
  if (!file) throw noFile({ table: tableId });
  if (bringsBytes(request.headers, file)) await note(request.intent, services.store, { id, file });
  return { path: file.path, name: nameOf(id, file), sha256: file.sha256, md5: file.md5 };
};

// Only administrators learn that a table does not exist.
const findTable = (
  registry: DownloadServices['registry'],
  id: string,
  { isAdmin }: Principal,
): Promise<Table | undefined> => (isAdmin ? registry.get(id) : registry.find(id));

const fileOf = ({ parts }: Published, part: string | undefined): Part | undefined =>
  part === undefined ? singleFile(parts) : parts.find((one) => one.part === part);

// One row per download: neither a client that has the file nor the later ranges of one that fetches it in pieces.
const bringsBytes = (headers: DownloadRequest['headers'], { sha256 }: Part): boolean =>
  !headers['if-none-match']?.includes(sha256) && !/^bytes=[1-9]/.test(headers['range'] ?? '');

const note = (
  intent: Intent,
  store: DownloadServices['store'],
  { id, file }: { readonly id: string; readonly file: Part },
): Promise<void> => {
  const params = {
    version: file.sha256,
    bytes: file.sizeBytes,
    ...(file.part !== '' && { part: file.part }),
  };
  return store.write({ ...intent, action: 'data.download', resource: `table:${id}`, params }, async () => {});
};

const nameOf = (id: string, { part }: Part): string =>
  [id, ...(part === '' ? [] : [part.replaceAll(/[^A-Za-z0-9_.-]/g, '_')]), 'parquet'].join('.');
