import type { catalogOf } from './catalog.ts';
import type { MarketplaceHost } from './marketplace-host.ts';

type Row = Readonly<Record<string, unknown>>;

/** Registers marketplaces and looks at them, as the administrator of the host. */
export const marketplaceLook = ({ admin, repository: repositoryOf }: MarketplaceHost) => {
  const sync = (slug: string) => admin.ask(`POST /api/marketplaces/${slug}/sync`);
  const rows = async (route: string) => Object.values(await admin.ask(route)) as readonly Row[];
  const pluginsOf = (slug: string) => rows(`GET /api/marketplaces/${slug}/plugins`);
  const pluginOf = async (slug: string, name: string): Promise<Row> =>
    (await pluginsOf(slug)).find((plugin) => plugin['name'] === name) ?? {};
  return {
    sync,
    rows,
    pluginsOf,
    pluginOf,
    /** Registers a repository and waits until it is read. */
    registered: async (slug: string, files: ReturnType<typeof catalogOf>, more: object = {}) => {
      const { repository, url } = await repositoryOf(slug);
      const commit = await repository.commit(files);
      await admin.ask('POST /api/marketplaces', { body: { name: slug, slug, url, ...more } });
      return { repository, url, commit, synced: await sync(slug) };
    },
    listedAs: async (slug: string): Promise<Row> =>
      (await rows('GET /api/marketplaces')).find(({ id }) => id === slug) ?? {},
    versionsOf: async (slug: string, name: string) =>
      (await pluginOf(slug, name))['versions'] as readonly Row[],
    /** What the audit log says was done to it, newest first. */
    actionsOn: async (resource: string) =>
      ((await admin.ask('GET /api/admin/audit?limit=500'))['entries'] as readonly Row[])
        .filter((entry) => entry['resource'] === resource)
        .map(({ action }) => action),
  };
};

/** What `marketplaceLook` gives. */
export type MarketplaceLook = ReturnType<typeof marketplaceLook>;
