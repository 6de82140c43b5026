import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeliveryFile } from '@agnes/sdk/extract';
import type { Kysely } from 'kysely';
import type { AfterRun, DeliveryDoor, DeliveryEnd } from '../extract/delivery-door.ts';
import type { ExtractFolders } from '../extract/extract-folder.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { DeclaredWebhook } from '../kernel/loaded.ts';
import type { Plugins } from '../kernel/plugins.ts';
import type { Source } from '../registry/source.ts';
import type { OpenEvents, PushedEvents } from '../registry/sources/open-events.ts';
import type { Conditions } from '../store/conditions.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { Tables } from '../store/tables.ts';
import { givenUp, noTables } from './delivery-conditions.ts';
import { eventUnreadable } from './errors.ts';
import type { Pace } from './pace.ts';
import { pushedRun } from './pushed-run.ts';
import {
  countAttempt,
  countFailed,
  countOpen,
  endDeliveries,
  type QueuedRow,
  queuedDeliveries,
} from './repository.ts';

interface DeliveriesDeps {
  readonly plugins: Pick<Plugins, 'webhooks'>;
  readonly folders: Pick<ExtractFolders, 'kept'>;
  readonly store: Pick<SystemStore, 'read' | 'keep'>;
  readonly jobs: Pick<Jobs, 'enqueue'>;
  readonly conditions: Pick<Conditions, 'raise' | 'clear'>;
  readonly pace: Pick<Pace, 'nextRun'>;
  readonly now: () => number;
}

/** Most events that one run is handed. */
const mostAtOnce = 500;
/** Most bytes of them, unless the first alone is larger: a run holds them in memory. */
const mostBytes = 32 * 1024 * 1024;
/** Failed runs after which an event is given up. */
const mostAttempts = 5;

/** Milliseconds until a run that went wrong is followed by another; an event that comes meanwhile does not wait for it. */
const patience = { taken: 0, tried: 60_000, waits: 15 * 60_000 };

/** What was pushed and waits, for the runs that read it. */
export class Deliveries implements DeliveryDoor, PushedEvents {
  readonly #deps: DeliveriesDeps;

  constructor(deps: DeliveriesDeps) {
    this.#deps = deps;
  }

  async waiting(source: Source): Promise<readonly DeliveryFile[]> {
    const webhook = this.#webhookOf(source);
    if (!webhook) return [];
    const { folders, store, now } = this.#deps;
    const rows = await queuedDeliveries(store.read, source.id, mostAtOnce);
    const some = rows.slice(0, widthAfter(rows[0]?.attempts ?? 0));
    const found = await filesOf(some, await folders.kept(webhook.plugin, source.slug));
    if (found.lost.length > 0) {
      const at = new Date(now());
      await store.keep((tx) =>
        endDeliveries(tx, { source: source.id, ids: found.lost }, { status: 'failed', at }),
      );
      await this.#tellGivenUp(source);
    }
    return found.files;
  }

  async settle(
    tx: Kysely<Tables>,
    { source, deliveries }: { readonly source: Source; readonly deliveries: readonly DeliveryFile[] },
    { how, at }: { readonly how: DeliveryEnd; readonly at: Date },
  ): Promise<void> {
    const handed = { source: source.id, ids: deliveries.map(({ id }) => id) };
    if (how === 'taken') await endDeliveries(tx, handed, { status: 'done', at });
    if (how === 'tried') await countAttempt(tx, handed, { most: mostAttempts, at });
  }

  async after(source: Source, { how, isLeftOver, hasTables }: AfterRun): Promise<void> {
    if (!this.#webhookOf(source)) return;
    const { store, jobs, conditions, pace, now } = this.#deps;
    await this.#tellGivenUp(source);
    const isWaiting = (await queuedDeliveries(store.read, source.id, 1)).length > 0;
    if (isWaiting && !hasTables) await conditions.raise(noTables(source));
    else await conditions.clear('source', source.id, 'events_without_tables');
    if (!isWaiting || !(how === 'taken' || isLeftOver)) return;
    await jobs.enqueue({
      ...pushedRun(source),
      runAfter: Math.max(pace.nextRun(source.slug), now() + patience[how]),
    });
  }

  /** What waits and what was given up, of the sources that events are pushed to; by id. */
  async open(sources: readonly Source[]): Promise<ReadonlyMap<string, OpenEvents>> {
    const counts = await countOpen(this.#deps.store.read);
    const countOf = (source: Source, wanted: string): number =>
      counts.find(({ source: id, status }) => id === source.id && status === wanted)?.count ?? 0;
    const pushed = sources.filter((source) => this.#webhookOf(source) !== undefined);
    return new Map(
      pushed.map((source) => [
        source.id,
        { waiting: countOf(source, 'queued'), failed: countOf(source, 'failed') },
      ]),
    );
  }

  async #tellGivenUp(source: Source): Promise<void> {
    const { store, conditions } = this.#deps;
    const failed = await countFailed(store.read, source.id);
    if (failed > 0) await conditions.raise(givenUp(source, failed));
    else await conditions.clear('source', source.id, 'events_given_up');
  }

  #webhookOf({ type }: Source): DeclaredWebhook | undefined {
    return this.#deps.plugins.webhooks().find(({ contribution }) => contribution.connector === type);
  }
}

/** After each failure a run is handed a quarter, at last one alone: what is to blame does not take others with it. */
const widthAfter = (attempts: number): number => Math.max(1, Math.floor(mostAtOnce / 4 ** attempts));

/** The files of what waits, as many as one run takes; and the ids of those whose file is gone. */
const filesOf = async (rows: readonly QueuedRow[], kept: string) => {
  const files: DeliveryFile[] = [];
  const lost: string[] = [];
  let bytes = 0;
  for (const row of rows) {
    const path = join(kept, row.body_path);
    const found = await stat(path).catch(onlyGone);
    bytes += found?.size ?? 0;
    if (bytes > mostBytes && files.length > 0) break;
    if (found?.isFile()) files.push(fileOf(row, path));
    else lost.push(row.delivery_id);
  }
  return { files, lost };
};

// What cannot be looked at now is there all the same.
const onlyGone = (cause: NodeJS.ErrnoException): undefined => {
  if (cause.code !== 'ENOENT') throw eventUnreadable({ reason: cause.code ?? cause.message }, { cause });
};

const fileOf = (row: QueuedRow, path: string): DeliveryFile => ({
  id: row.delivery_id,
  event: row.event ?? 'unknown',
  ...(row.target !== null && { target: row.target }),
  path,
  receivedAt: row.received_at.getTime(),
});
