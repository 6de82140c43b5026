import type { HostPluginVersion } from '../../../marketplace/manifests/host-plugins.ts';
import type { PluginVersion } from '../../../marketplace/normalise/plugin-version.ts';
import { grantsOfType } from '../../access/grants/repository.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { servedBriefs } from './brief-repository.ts';
import { type DeliveredVersion, deliveriesOf } from './delivery-repository.ts';
import { marketplaceNotFound, marketplacePluginNotFound, marketplaceVersionNotFound } from './errors.ts';
import { type Gap, gapsOf } from './gaps.ts';
import type { PluginKey, PluginRow } from './marketplace.ts';
import { findPlugin, pluginsOf } from './plugin-repository.ts';
import { pluginType } from './renames.ts';
import { findMarketplace } from './repository.ts';
import type { Reviews } from './reviews.ts';
import { pluginsByName } from './served-repository.ts';
import { type FileDifference, versionDiff } from './version-diff.ts';
import { type VersionHead, versionsOf, versionsOfPlugin, wholeVersions } from './version-repository.ts';
import { versionOf } from './version-row.ts';

/** What looking at plugins needs. */
interface ViewDeps {
  readonly store: Pick<SystemStore, 'read'>;
  readonly reviews: Pick<Reviews, 'checked'>;
}

/** A plugin as administrators see it. */
export interface PluginView {
  readonly row: PluginRow;
  /** The version that is listed now, as it was read. */
  readonly listed: PluginVersion | undefined;
  /** Newest first. */
  readonly versions: readonly VersionHead[];
  /** Groups that are granted it, by tier. */
  readonly tiers: { readonly required: number; readonly optional: number };
  /** What it needs and not everybody gets who gets it. */
  readonly gaps: readonly Gap[];
  /** Other plugins that clients know by the same name, as they are granted. */
  readonly sameName: readonly string[];
}

/** Two versions of a plugin, side by side. */
export interface VersionDifference {
  readonly from: VersionHead | undefined;
  readonly to: VersionHead;
  readonly files: readonly FileDifference[];
  /** As their marketplace wrote them: they are reviewed with the files. */
  readonly entry: { readonly from: unknown; readonly to: unknown };
}

/** What marketplaces have, for those who decide about it. */
export class PluginViews {
  readonly #deps: ViewDeps;

  constructor(deps: ViewDeps) {
    this.#deps = deps;
  }

  /** The plugins of a marketplace, by name. */
  async of(marketplace: string): Promise<readonly PluginView[]> {
    const { read } = this.#deps.store;
    if (!(await findMarketplace(read, marketplace))) throw marketplaceNotFound({ marketplace });
    return await this.#views(marketplace, await pluginsOf(read, marketplace));
  }

  /** One plugin. */
  async get(key: PluginKey): Promise<PluginView> {
    const row = await findPlugin(this.#deps.store.read, key);
    const [view] = row ? await this.#views(key.marketplace, [row]) : [];
    if (!view) throw marketplacePluginNotFound(key);
    return view;
  }

  /** Plugins of the host that a repository offers; nothing of them is installed or run from here. */
  async hostPlugins(marketplace: string): Promise<readonly HostPluginVersion[]> {
    const found = await findMarketplace(this.#deps.store.read, marketplace);
    if (!found) throw marketplaceNotFound({ marketplace });
    // Written by `publish` alone.
    return JSON.parse(found.host_plugins ?? '[]') as readonly HostPluginVersion[];
  }

  /** Who has which version, since when, and by which way. */
  async deliveries(key: PluginKey): Promise<readonly DeliveredVersion[]> {
    const { read } = this.#deps.store;
    if (!(await findPlugin(read, key))) throw marketplacePluginNotFound(key);
    return await deliveriesOf(read, key);
  }

  /** What changed between two versions: without `from` since the one that is served, without `to` up to the listed one. */
  async diff(
    key: PluginKey,
    { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  ): Promise<VersionDifference> {
    const { row, versions } = await this.get(key);
    const find = (id: string | null): VersionHead => {
      const found = versions.find((version) => version.id === id);
      if (!found) throw marketplaceVersionNotFound({ plugin: key.plugin, version: id ?? '' });
      return found;
    };
    const later = find(to ?? row.version_id);
    const earlierId = from ?? row.served_id;
    const earlier = earlierId === null ? undefined : find(earlierId);
    const { reviews } = this.#deps;
    const before = earlier ? await reviews.checked(earlier.content_digest) : [];
    const after = await reviews.checked(later.content_digest);
    const whole = await wholeVersions(this.#deps.store.read, key.marketplace, [later.id, earlier?.id ?? '']);
    const entryOf = (id: string | undefined): unknown => {
      const row = whole.find((version) => version.name === key.plugin && version.id === id);
      return row ? JSON.parse(row.entry) : null;
    };
    const entry = { from: entryOf(earlier?.id), to: entryOf(later.id) };
    return { from: earlier, to: later, files: versionDiff(before, after), entry };
  }

  async #views(marketplace: string, rows: readonly PluginRow[]): Promise<readonly PluginView[]> {
    const { read } = this.#deps.store;
    const [only, ...others] = rows;
    const heads =
      only && others.length === 0
        ? await versionsOfPlugin(read, { marketplace, plugin: only.name })
        : await versionsOf(read, marketplace);
    const versions = Map.groupBy(heads, ({ name }) => name);
    const whole = await wholeVersions(
      read,
      marketplace,
      rows.flatMap(({ version_id }) => version_id ?? []),
    );
    const versionsById = new Map(whole.map((row) => [`${row.name} ${row.id}`, versionOf(row)]));
    const named = [...(await pluginsByName(read)).values()].map((all) => all.map(idOf));
    const grants = Map.groupBy(await grantsOfType(read, pluginType), ({ resource_id }) => resource_id);
    const isNeedy = [...versionsById.values()].some(({ manifest }) => manifest.dependencies.length > 0);
    const served = isNeedy ? await servedBriefs(read) : [];
    return rows.map((row) => {
      const id = idOf({ marketplace, plugin: row.name });
      const own = grants.get(id) ?? [];
      const listed = versionsById.get(`${row.name} ${row.version_id}`);
      const required = own.filter(({ tier }) => tier === 'required').length;
      return {
        row,
        listed,
        versions: versions.get(row.name) ?? [],
        tiers: { required, optional: own.length - required },
        gaps: gapsOf(listed?.manifest.dependencies ?? [], own, { served, grants }),
        sameName: named.find((all) => all.includes(id))?.filter((other) => other !== id) ?? [],
      };
    });
  }
}

const idOf = ({ marketplace, plugin }: PluginKey): string => `${marketplace}/${plugin}`;
