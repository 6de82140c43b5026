import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { storeTree } from '../../kernel/plugin-store.ts';
import { FixtureServer } from './fixture-server.ts';
import type { Fixtures } from './fixtures.ts';
import type { KitCheck } from './kit.ts';
import { troubleOf } from './offer-checks.ts';
import type { OpenPlugin } from './open-plugin.ts';
import { Published } from './published.ts';
import { tableFaults } from './read-checks.ts';
import { Stage } from './stage.ts';

/** L4: what was recorded of a real server is checked, listed and read as it was then. */
export const cassetteChecks = (
  plugin: OpenPlugin,
  cassettes: ReadonlyMap<string, Fixtures>,
): readonly KitCheck[] =>
  [...cassettes].map(([name, cassette]) => ({
    level: 'L4',
    title: `the recording "${name}" is read as it was recorded`,
    run: () => replayed(plugin, cassette),
  }));

const replayed = async (plugin: OpenPlugin, fixtures: Fixtures): Promise<readonly string[]> => {
  const [connector] = plugin.manifest.contributes.connectors ?? [];
  if (!connector) return ['the plugin brings no connector'];
  const work = await mkdtemp(join(await realpath(tmpdir()), 'agnes-replay-'));
  await using server = await FixtureServer.start(plugin.manifest, fixtures);
  try {
    const stored = await storeTree(plugin.tree, join(work, 'store'));
    const stage = new Stage({ plugin, connector, fixtures, server, stored, work });
    const faults = [...(await faultsOf(stage)), ...new Set(stage.leaks)];
    const unknown = [...server.unknown].map((request) => `nothing was recorded for ${request}`);
    return faults.length === 0 ? [] : [...faults, ...unknown];
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

const faultsOf = async (stage: Stage): Promise<readonly string[]> => {
  const { fixtures } = stage.parts;
  const checked = await stage.run('check');
  const listed = await stage.run('discover');
  const outcome = await stage.run('read');
  const published = new Published(stage.plans);
  await published.take(outcome);
  const offered = listed.discovered.map(({ sourceTable }) => sourceTable).sort();
  return [
    ...[checked, listed, outcome].flatMap(troubleOf),
    ...(isDeepStrictEqual(offered, fixtures.offered?.toSorted()) ? [] : [`it lists ${offered.join(', ')}`]),
    ...fixtures.tables.flatMap((table) => tableFaults(table, outcome, published)),
  ];
};
