import type { Manifest } from '@agnes/sdk';
import type { WantedSource } from '../wanted-sources.ts';
import type { FixtureServer } from './fixture-server.ts';
import type { Fixtures } from './fixtures.ts';

type Settings = Readonly<Record<string, unknown>>;

/** The source that is made of the fixtures of a connector: its upstream is the fixture server. */
export const devSource = (
  manifest: Manifest,
  fixtures: Fixtures | undefined,
  { server, config }: { readonly server: FixtureServer; readonly config: Settings | undefined },
): WantedSource | undefined => {
  const [connector] = manifest.contributes.connectors ?? [];
  if (!connector || !fixtures) return undefined;
  server.use(manifest, fixtures);
  return {
    slug: connector.id.replaceAll('-', '_'),
    type: connector.id,
    title: `${connector.title} (fixtures)`,
    config: { ...server.configured(config ?? fixtures.config) },
    secrets: {},
    tables: fixtures.tables.map(({ plan: { name, sourceTable = name, bucket, primaryKey } }) => ({
      name,
      source_table: sourceTable,
      ...(bucket !== undefined && { bucket }),
      ...(primaryKey.length > 0 && { primary_key: primaryKey }),
    })),
  };
};
