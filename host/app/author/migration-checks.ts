import { isDeepStrictEqual } from 'node:util';
import { settingsChecker } from '../../kernel/settings-checker.ts';
import { migrated } from '../../plugin-manager/settings/migration-file.ts';
import { settingsSteps, stateSteps } from '../../plugin-manager/settings/migrations.ts';
import type { KitCheck } from './kit.ts';
import { type OldFixture, oldFixtures } from './old-fixtures.ts';
import type { OpenPlugin } from './open-plugin.ts';

/** L1: what older versions left is brought to this one, by the migrations and in the way of a host. */
export const migrationChecks = (plugin: OpenPlugin): readonly KitCheck[] => {
  const { config, state } = plugin.manifest;
  return [
    ...((config?.version ?? 1) > 1 || hasOld(plugin, 'settings') ? [settingsCheck(plugin)] : []),
    ...((state?.version ?? 1) > 1 || hasOld(plugin, 'state') ? [stateCheck(plugin)] : []),
  ];
};

const hasOld = ({ tree }: OpenPlugin, what: string): boolean =>
  [...tree.files.keys()].some((path) => path.startsWith(`fixtures/${what}/`));

const settingsCheck = (plugin: OpenPlugin): KitCheck => ({
  level: 'L1',
  title: 'settings of older versions are brought to what this one takes',
  run: () => settingsFaults(plugin),
});

const stateCheck = (plugin: OpenPlugin): KitCheck => ({
  level: 'L1',
  title: 'states of older versions are brought to this one, and back where it says so',
  run: () => stateFaults(plugin),
});

const settingsFaults = async (plugin: OpenPlugin): Promise<readonly string[]> => {
  const { config } = plugin.manifest;
  const old = await oldFixtures(plugin, 'settings');
  const { version: to = 1, schema = {} } = config ?? {};
  const faults = await Promise.all(
    old.filter(isOlder(to)).map(async ({ file, version: from, value }) => {
      const steps = await settingsSteps(plugin, { from, to });
      const checked = settingsChecker(schema)(migrated(value, steps));
      return checked.ok
        ? []
        : checked.faults.map(({ loc, msg }) => `${file} comes to settings with ${loc} ${msg}`);
    }),
  );
  return [...standing(old, { to, what: 'settings', isWanted: true }), ...faults.flat()];
};

const stateFaults = async (plugin: OpenPlugin): Promise<readonly string[]> => {
  const { version: to, migrations, reversible = false } = plugin.manifest.state ?? { version: 1 };
  const old = await oldFixtures(plugin, 'state');
  const faults = await Promise.all(
    old.filter(isOlder(to)).map(async (one) => {
      const next = await migratedTables(plugin, one.value, { from: one.version, to });
      if (!reversible) return [];
      const back = await migratedTables(plugin, next, { from: to, to: one.version });
      return isDeepStrictEqual(back, one.value)
        ? []
        : [`${one.file} is another when it has gone there and back`];
    }),
  );
  return [...standing(old, { to, what: 'state', isWanted: migrations !== undefined }), ...faults.flat()];
};

/** What an older version kept in mind of each table, by the `id` of its plan, brought to another version. */
export const migratedTables = async (
  plugin: OpenPlugin,
  tables: unknown,
  span: { readonly from: number; readonly to: number },
): Promise<Readonly<Record<string, unknown>>> => {
  const steps = await stateSteps(plugin, span);
  const states = Object.entries(Object(tables)).map(([id, state]) => [id, migrated(state, steps)]);
  return Object.fromEntries(states);
};

/** True for what came before a version. */
const isOlder =
  (than: number) =>
  ({ version }: OldFixture): boolean =>
    version < than;

interface Wanted {
  readonly to: number;
  readonly what: 'settings' | 'state';
  /** True: one is wanted of each older version. */
  readonly isWanted: boolean;
}

/** What is there too much, and what is missing. */
const standing = (old: readonly OldFixture[], { to, what, isWanted }: Wanted): readonly string[] => {
  const missing = Array.from({ length: isWanted ? to - 1 : 0 }, (_, index) => index + 1)
    .filter((version) => !old.some((one) => one.version === version))
    .map((version) => `fixtures/${what}/${version}.json is missing: what version ${version} left`);
  const newer = old
    .filter((one) => !isOlder(to)(one))
    .map(({ file }) => `${file} is of no older version: this one counts ${to}`);
  return [...missing, ...newer];
};
