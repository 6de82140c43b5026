import type { Access } from '../access/access.ts';
import type { Intent } from '../http/intent.ts';
import type { Principal } from '../http/principal.ts';
import type { FileReply } from '../http/reply.ts';
import type { Registry } from '../registry/registry.ts';
import type { Table } from '../registry/table.ts';
import type { SystemStore } from '../store/system-store.ts';
import { malformedTableId, noFile, notDownloadable, notJoinedYet } from './errors.ts';
import type { Lake } from './lake.ts';
import { isInParts, type Part, type Published, singleFile } from './table-state.ts';

/** What a download needs. */
export interface DownloadServices {
  readonly lake: Pick<Lake, 'find' | 'lease'>;
  readonly access: Pick<Access, 'authorizeAsked' | 'mayUse' | 'isAdmin'>;
  readonly registry: Pick<Registry, 'find' | 'get'>;
  readonly store: Pick<SystemStore, 'write'>;
  /** Location at which the proxy in front serves the folder of all extracts; absent: the host sends files itself. */
  readonly accelRedirect?: string | undefined;
}

/** Who wants which file, and what the request says about the part of it that is already there. */
export interface DownloadRequest {
  readonly tableId: string;
  readonly part?: string;
  readonly principal: Principal;
  readonly intent: Intent;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** What is sent: the only file of a table, one of its parts, or all of them joined. */
type Sent = Pick<Part, 'path' | 'relativePath' | 'sizeBytes' | 'sha256' | 'md5'> & { readonly part: string };

const relaxed = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/** The file of the published version. Its path comes from there, never from the request. */
export const download = async (request: DownloadRequest, services: DownloadServices): Promise<FileReply> => {
  const { tableId, principal, intent, headers } = request;
  if (!relaxed.test(tableId)) throw malformedTableId({ table: tableId });
  const found = await findTable(services.registry, tableId, principal);
  const granted = await services.access.authorizeAsked(principal, 'table', { asked: tableId, found });
  const { id, distribution } = granted.resource;
  if (distribution === 'server_only') throw notDownloadable({ table: tableId });
  using held = new DisposableStack();
  held.use(services.lake.lease());
  const published = services.lake.find(granted);
  const file = fileOf(published, request);
  if (bringsBytes(headers, file)) await note(intent, services.store, { id, file });
  const { path, sha256, md5 } = file;
  return {
    ...{ path, sha256, md5, name: nameOf(id, file) },
    ...accelOf(services.accelRedirect, published, file),
    stillAllowed: () => isStillGranted(id, principal, services),
    hold: held.move(),
  };
};

// Only administrators learn that a table does not exist.
const findTable = (
  registry: DownloadServices['registry'],
  id: string,
  { isAdmin }: Principal,
): Promise<Table | undefined> => (isAdmin ? registry.get(id) : registry.find(id));

const fileOf = (
  published: Published | undefined,
  { tableId, part }: Pick<DownloadRequest, 'tableId' | 'part'>,
): Sent => {
  if (!published) throw noFile({ table: tableId });
  const { parts, single } = published;
  const whole = singleFile(parts) ?? (single && { ...single, part: '' });
  const file = part === undefined ? whole : parts.find((one) => one.part === part);
  if (file) return file;
  throw part === undefined && isInParts(parts)
    ? notJoinedYet({ table: tableId })
    : noFile({ table: tableId });
};

const accelOf = (
  location: string | undefined,
  published: Published | undefined,
  { relativePath }: Sent,
): Pick<FileReply, 'accelPath'> => {
  if (location === undefined || !published) return {};
  const path = [published.sourceSlug, ...relativePath.split('/')].map(encodeURIComponent).join('/');
  return { accelPath: `${location}/${path}` };
};

/** As at the beginning, with what is true now: grants, groups and the table itself may be gone meanwhile. */
const isStillGranted = async (
  id: string,
  { userId, isAdmin }: Principal,
  { access, registry }: DownloadServices,
): Promise<boolean> => {
  const table = await registry.find(id);
  const now = { userId, isAdmin: isAdmin && access.isAdmin(userId) };
  return table?.id === id && table.distribution !== 'server_only' && access.mayUse(now, 'table', id);
};

// One row per download: neither a client that has the file nor the later ranges of one that fetches it in pieces.
const bringsBytes = (headers: DownloadRequest['headers'], { sha256 }: Sent): boolean =>
  !headers['if-none-match']?.includes(sha256) && !/^bytes=[1-9]/.test(headers['range'] ?? '');

const note = (
  intent: Intent,
  store: DownloadServices['store'],
  { id, file }: { readonly id: string; readonly file: Sent },
): Promise<void> => {
  const params = {
    version: file.sha256,
    bytes: file.sizeBytes,
    ...(file.part !== '' && { part: file.part }),
  };
  return store.write({ ...intent, action: 'data.download', resource: `table:${id}`, params }, async () => {});
};

const nameOf = (id: string, { part }: Sent): string =>
  [id, ...(part === '' ? [] : [part.replaceAll(/[^A-Za-z0-9_.-]/g, '_')]), 'parquet'].join('.');
