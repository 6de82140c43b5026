import { isPlatformError } from '@agnes/sdk/errors';
import type { Kysely } from 'kysely';
import { versionTampered } from '../../../marketplace/errors.ts';
import type { ReadFile } from '../../../marketplace/normalise/plugin-tree.ts';
import type { VersionStore } from '../../../marketplace/store/version-store.ts';
import { type Intent, systemIntent } from '../../http/intent.ts';
import { enqueue } from '../../jobs/enqueue.ts';
import type { Conditions } from '../../store/conditions.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { marketplacePluginNotFound, marketplaceVersionNotFound, versionBlocked } from './errors.ts';
import { killContent, killPlugin } from './killed-repository.ts';
import { lastApproved } from './listed-plugin.ts';
import type { PluginKey, PluginRow, VersionState } from './marketplace.ts';
import { changePlugin, findPlugin } from './plugin-repository.ts';
import { syncDraft } from './sync-job.ts';
import {
  changeVersion,
  type VersionHead,
  versionsOfContents,
  versionsOfPlugin,
} from './version-repository.ts';

type Tx = Kysely<Tables>;

/** What deciding about versions needs. */
interface ReviewsDeps {
  readonly store: SystemStore;
  readonly versions: Pick<VersionStore, 'read' | 'setAside'>;
  readonly conditions: Pick<Conditions, 'raise' | 'clear'>;
  readonly now: () => number;
}

/** Which version of which plugin; without one the version that is listed now. */
export interface Reviewing extends PluginKey {
  readonly version?: string | undefined;
  readonly reason?: string | undefined;
}

/** What people decide about plugins and their versions. It is in force at the next request. */
export class Reviews {
  readonly #deps: ReviewsDeps;

  constructor(deps: ReviewsDeps) {
    this.#deps = deps;
  }

  /** Lets a version be served. Throws for one that the scan blocks, and for content that is not what it was. */
  async approve(wanted: Reviewing, intent: Intent): Promise<void> {
    const found = await this.#find(this.#deps.store.read, wanted);
    checkServable(found.version);
    await this.checked(found.version.content_digest);
    await this.#deps.store.write(intent, async (tx) => {
      const { plugin, version } = await this.#find(tx, { ...wanted, version: found.version.id });
      checkServable(version);
      await this.#decide(tx, version, { state: 'approved', reason: wanted.reason ?? null, intent });
      await changePlugin(tx, keyOf(plugin), { served_id: version.id });
    });
    await this.#deps.conditions.clear(contentSubject, found.version.content_digest);
  }

  /** Says no to a version. Where it is served, the one that was approved before takes its place. */
  async reject(wanted: Reviewing, intent: Intent): Promise<void> {
    await this.#deps.store.write(intent, async (tx) => {
      const { version } = await this.#find(tx, wanted);
      await this.#decide(tx, version, { state: 'rejected', reason: wanted.reason ?? null, intent });
      await withdraw(tx, version);
    });
  }

  /** Takes the content of a version out of use, in every marketplace that has it. */
  async quarantine(wanted: Reviewing, intent: Intent): Promise<void> {
    await this.#deps.store.write(intent, async (tx) => {
      const { version } = await this.#find(tx, wanted);
      const reason = wanted.reason ?? 'An administrator put it here.';
      await this.#quarantineContent(tx, version.content_digest, { reason, intent });
    });
  }

  /** The files of a version; content that was changed in the store is put into quarantine, and none is answered. */
  async checked(digest: string): Promise<readonly ReadFile[]> {
    try {
      return await this.#deps.versions.read(digest);
    } catch (cause) {
      if (isPlatformError(cause) && cause.code === tamperedCode) await this.tampered(digest);
      throw cause;
    }
  }

  /** Files in the store are not what they were: nobody is served them any more, and somebody has to look. */
  async tampered(digest: string): Promise<void> {
    const { store, conditions, versions } = this.#deps;
    // What was forgotten a moment ago is nobody's any more.
    if ((await versionsOfContents(store.read, [digest])).length === 0) return;
    const reason = 'Its files in the store are not those that were kept.';
    const intent = systemIntent('marketplace.store_tampered', `marketplace_content:${digest}`);
    await store.write(intent, (tx) => this.#quarantineContent(tx, digest, { reason, intent }));
    await versions.setAside(digest);
    await conditions.raise({
      subjectType: contentSubject,
      subjectId: digest,
      code: 'store_tampered',
      severity: 'error',
      why: `The stored content ${digest.slice(0, 12)} was changed by somebody; it is in quarantine and not served.`,
      remedy:
        'Find out who writes to the folder marketplaces/store, sync the marketplace, then approve the version anew.',
    });
  }

  /** Content that is served is not in the store: the marketplaces that it comes from are read again. */
  async missing(digest: string): Promise<void> {
    const { store, now } = this.#deps;
    const versions = await versionsOfContents(store.read, [digest]);
    const marketplaces = new Set(versions.map(({ marketplace_id }) => marketplace_id));
    if (marketplaces.size === 0) return;
    await store.keep(async (tx) => {
      for (const id of marketplaces) await enqueue(tx, syncDraft(id), now());
    });
  }

  /** The kill switch: whatever is granted or required, nobody is served this plugin until it is on again. */
  async disable(key: PluginKey & { readonly reason: string }, intent: Intent): Promise<void> {
    const columns = {
      disabled_at: this.#at(),
      disabled_by: intent.actor.userId ?? null,
      disabled_reason: key.reason,
    };
    await this.#switch(key, columns, intent);
  }

  /** Lets a plugin be served again. */
  async enable(key: PluginKey, intent: Intent): Promise<void> {
    await this.#switch(key, { disabled_at: null, disabled_by: null, disabled_reason: null }, intent);
  }

  async #switch(key: PluginKey, columns: Parameters<typeof changePlugin>[2], intent: Intent): Promise<void> {
    await this.#deps.store.write(intent, async (tx) => {
      const plugin = await findPlugin(tx, key);
      if (!plugin) throw marketplacePluginNotFound(key);
      await changePlugin(tx, keyOf(plugin), columns);
      if (columns.disabled_at) await killPlugin(tx, keyOf(plugin));
    });
  }

  async #find(db: Tx, { version: id, ...key }: Reviewing) {
    const plugin = await findPlugin(db, key);
    if (!plugin) throw marketplacePluginNotFound(key);
    const wanted = id ?? plugin.version_id;
    const version = (await versionsOfPlugin(db, key)).find((head) => head.id === wanted);
    if (!version) throw marketplaceVersionNotFound({ plugin: key.plugin, version: wanted ?? '' });
    return { plugin, version };
  }

  async #quarantineContent(
    tx: Tx,
    digest: string,
    { reason, intent }: { readonly reason: string; readonly intent: Intent },
  ): Promise<void> {
    for (const version of await versionsOfContents(tx, [digest])) {
      await this.#decide(tx, version, { state: 'quarantined', reason, intent });
      await withdraw(tx, version);
    }
    await killContent(tx, digest);
  }

  async #decide(
    tx: Tx,
    { marketplace_id, name, id }: VersionHead,
    { state, reason, intent }: { state: VersionState; reason: string | null; intent: Intent },
  ): Promise<void> {
    const decided = { state, reason, decided_at: this.#at(), decided_by: intent.actor.userId ?? null };
    await changeVersion(tx, { marketplace: marketplace_id, plugin: name, id }, decided);
  }

  #at(): Date {
    return new Date(this.#deps.now());
  }
}

const contentSubject = 'marketplace_content';
const tamperedCode = versionTampered({ digest: '' }).code;

const checkServable = ({ name, verdict, reason }: VersionHead): void => {
  if (verdict === 'blocked') throw versionBlocked({ plugin: name, reason: reason ?? 'a scan blocks it' });
};

const keyOf = ({ marketplace_id, name }: PluginRow): PluginKey => ({
  marketplace: marketplace_id,
  plugin: name,
});

/** A version that is served no more makes room for the one that was approved before, unless that is the same bytes in other words. */
const withdraw = async (tx: Tx, { marketplace_id, name, id, content_digest }: VersionHead): Promise<void> => {
  const key = { marketplace: marketplace_id, plugin: name };
  if ((await findPlugin(tx, key))?.served_id !== id) return;
  const others = (await versionsOfPlugin(tx, key)).filter((head) => head.content_digest !== content_digest);
  const next = lastApproved(others, id);
  await changePlugin(tx, key, { served_id: next?.id ?? null });
};
