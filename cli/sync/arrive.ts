import { isPlatformError, type PlatformError } from '@agnes/sdk/errors';
import { interrupted, unexpected } from '../errors.ts';
import { syncFile } from '../files/durable-file.ts';
import type { HttpClient } from '../http/client.ts';
import type { Output } from '../terminal/output.ts';
import { download } from './download.ts';
import type { DownloadDeps } from './fetch-block.ts';
import { Hashing } from './hashing.ts';
import { limiter } from './limiter.ts';
import { fetchManifest, type Manifest, type RemoteFile, type RemoteTable } from './manifest.ts';
import type { Neighbours } from './neighbours.ts';
import { missingFiles, type Wanted } from './plan.ts';
import { Progress } from './progress.ts';
import type { SyncState } from './state.ts';
import type { Store } from './store.ts';

/** Of what writes, reads and syncs, four run at a time: one of them stays free for what arrives. */
const syncsAtOnce = 3;
/** While one arrives, another that has is hashed and synced. */
const filesPerConnection = 2;
/** A file that is so much larger than its share of a connection comes over several of them. */
const splitShare = 1.25;

/** What went wrong, and with which table. */
export interface Fault {
  readonly table: string;
  readonly error: PlatformError;
}

/** What came and what did not. */
export interface Arrival {
  readonly downloaded: readonly { readonly id: string; readonly name: string; readonly bytes: number }[];
  readonly errors: readonly Fault[];
  readonly bytes: number;
  /** True when tables changed meanwhile, so that the manifest of the beginning describes them no longer. */
  readonly isRefreshed: boolean;
  /** Set when the rest was given up: somebody interrupted, or the server no longer takes the token. */
  readonly stoppedBy: PlatformError | undefined;
}

/** What arriving tables need. */
export interface ArriveDeps {
  readonly http: HttpClient;
  readonly store: Store;
  readonly state: SyncState;
  readonly out: Output;
  readonly now: () => number;
  readonly retries: number;
  readonly parallel: number;
  readonly interrupted: AbortSignal;
  /** Other workspaces on this machine. */
  readonly neighbours: Pick<Neighbours, 'find'>;
  /** Told of each table once its files are in place. */
  readonly remember: (table: RemoteTable) => void;
}

/** Downloads what is missing and puts whole tables in place. One table's failure does not stop the others. */
export const arriveTables = async (wanted: readonly Wanted[], deps: ArriveDeps): Promise<Arrival> => {
  const total = wanted.flatMap(({ missing }) => missing).reduce((sum, { bytes }) => sum + bytes, 0);
  using progress = new Progress(deps.out, { now: deps.now, total });
  await using hashing = new Hashing(total);
  return await new Arrivals({ ...deps, hashing }, progress, total).all(wanted);
};

class Arrivals {
  readonly #deps: ArriveDeps;
  readonly #progress: Progress;
  readonly #total: number;
  readonly #limited: ReturnType<typeof limiter>;
  readonly #syncs = limiter(syncsAtOnce);
  readonly #downloads: DownloadDeps;
  /** By digest: two tables with the same bytes share one download. */
  readonly #coming = new Map<string, Promise<void>>();
  readonly #errors: Fault[] = [];
  #newer: Promise<Manifest> | undefined;
  #refused: PlatformError | undefined;
  #bytes = 0;

  constructor(deps: ArriveDeps & { readonly hashing: Hashing }, progress: Progress, total: number) {
    this.#deps = deps;
    this.#progress = progress;
    this.#total = total;
    this.#limited = limiter(deps.parallel * filesPerConnection);
    this.#downloads = {
      ...deps,
      connections: limiter(deps.parallel),
      keep: (path) => this.#syncs(() => syncFile(path)),
      onBytes: (id, bytes) => {
        this.#bytes += bytes;
        progress.advance(id, bytes);
      },
    };
  }

  async all(wanted: readonly Wanted[]): Promise<Arrival> {
    const arrived = await Promise.all(wanted.map((one) => this.#tried(one)));
    await this.#deps.store.settle();
    await this.#deps.store.forget(arrived.flatMap((one) => one?.files ?? []));
    return {
      downloaded: arrived
        .filter((one) => one !== undefined)
        .map(({ id, name, bytes }) => ({ id, name, bytes })),
      errors: this.#errors,
      bytes: this.#bytes,
      isRefreshed: this.#newer !== undefined,
      stoppedBy: this.#deps.interrupted.aborted ? interrupted({}) : this.#refused,
    };
  }

  async #tried({ table, missing }: Wanted): Promise<RemoteTable | undefined> {
    try {
      const arrived = await this.#arrive(table, missing);
      this.#progress.finish(table.id, 'done');
      return arrived;
    } catch (error) {
      const failure = isPlatformError(error)
        ? error
        : unexpected({ reason: String(error) }, { cause: error });
      // Nobody who is refused here is welcome with the next table.
      if (failure.details['http'] === 401) this.#refused = failure;
      this.#errors.push({ table: table.name, error: failure });
      this.#progress.finish(table.id, failure.message);
      return undefined;
    }
  }

  /** When the server has newer bytes than the manifest said, the table as the newest manifest lists it. */
  async #arrive(table: RemoteTable, missing: readonly RemoteFile[]): Promise<RemoteTable> {
    try {
      return await this.#bring(table, missing);
    } catch (error) {
      if (!isPlatformError(error) || error.code !== 'file_changed') throw error;
      this.#newer ??= fetchManifest(this.#deps.http);
      const listed = (await this.#newer).tables.find(({ id }) => id === table.id);
      if (!listed || listed.files.length === 0) throw error;
      return this.#bring(listed, await missingFiles(listed, this.#deps));
    }
  }

  async #bring(table: RemoteTable, missing: readonly RemoteFile[]): Promise<RemoteTable> {
    const bytes = missing.reduce((sum, file) => sum + file.bytes, 0);
    const results = await Promise.allSettled(
      missing.map((file) => this.#bringFile({ ...table, bytes }, file)),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    await this.#deps.store.install(table);
    this.#deps.remember(table);
    return table;
  }

  #bringFile(table: RemoteTable, file: RemoteFile): Promise<void> {
    const coming = this.#coming.get(file.sha256) ?? this.#fetchFile(table, file);
    this.#coming.set(file.sha256, coming);
    return coming;
  }

  async #fetchFile({ id, name, bytes }: RemoteTable, file: RemoteFile): Promise<void> {
    await this.#limited(async () => {
      if (this.#refused) throw this.#refused;
      if (await this.#adopted(file)) return;
      this.#progress.start(id, name, bytes);
      // With enough others beside it a file gains nothing by coming in several blocks at a time.
      const isSplit = file.bytes * this.#deps.parallel > this.#total * splitShare;
      await download({ id, name, file, isSplit }, this.#downloads);
    });
  }

  /** True when the same bytes lie on this machine already: in another table, or in another workspace. */
  async #adopted(file: RemoteFile): Promise<boolean> {
    const { state, store, neighbours } = this.#deps;
    for (const [id, { files }] of state.tables) {
      const same = files.find(({ sha256 }) => sha256 === file.sha256);
      if (same && (await store.adopt(store.pathOf(id, same.part), file))) return true;
    }
    const path = await neighbours.find(file.sha256);
    return path !== undefined && (await store.adopt(path, file));
  }
}
