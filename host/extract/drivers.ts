import { join } from 'node:path';
import type { PlannedTable } from '@agnes/sdk';
import type { LoadedConnector } from '../kernel/loaded.ts';
import type { Source } from '../registry/source.ts';

/** One way to read a source: the connector as it is run for it. */
export interface Driver {
  /** Absent for a connector that has one way only. */
  readonly name?: string;
  readonly plugin: LoadedConnector;
  /** Tables it is asked for; absent: all. */
  readonly queryModes?: readonly string[];
  /** Extensions of DuckDB that it loads; absent: those of the plugin. */
  readonly extensions?: readonly string[];
}

/** True for a table that this driver is asked for. */
export const isFor = ({ queryMode = 'local' }: Pick<PlannedTable, 'queryMode'>, driver: Driver): boolean =>
  driver.queryModes?.includes(queryMode) ?? true;

/**
 * The ways a source is read, in the order they are tried: the one its setting `driver` names, or, with `auto` and without
 * the setting, those of the manifest, the connector's own entry, and at last those of the manifest that are fallbacks.
 * Where the settings name that entry, those go with it that are for some tables only.
 */
export const driversOf = (plugin: LoadedConnector, config: Source['config']): readonly Driver[] => {
  const { drivers = [] } = plugin.contribution;
  if (drivers.length === 0) return [{ plugin }];
  const wanted = wordOf(config);
  const named = drivers.find(({ name }) => name === wanted);
  if (named) return [driverOf(plugin, named)];
  const own = { name: wanted ?? ownName(plugin), plugin };
  const asked = wanted === undefined ? drivers : drivers.filter(({ queryModes }) => queryModes !== undefined);
  const { before = [], after = [] } = Object.groupBy(asked, ({ fallback }) =>
    fallback ? 'after' : 'before',
  );
  return [...before.map((one) => driverOf(plugin, one)), own, ...after.map((one) => driverOf(plugin, one))];
};

/** The ways that test and list: the one that is named, else the connector's own entry, then the fallbacks. */
export const probingDrivers = (plugin: LoadedConnector, config: Source['config']): readonly Driver[] => {
  const drivers = driversOf(plugin, config);
  return drivers.slice(
    Math.max(
      0,
      drivers.findIndex((driver) => driver.plugin === plugin),
    ),
  );
};

/** Codes that say that another way may read what this one cannot. */
export const forTheNext: ReadonlySet<string> = new Set(['extension_unavailable', 'driver_unfit']);

type Declared = NonNullable<LoadedConnector['contribution']['drivers']>[number];

const driverOf = (plugin: LoadedConnector, declared: Declared): Driver => {
  const { name, runtime, entry, queryModes, extensions } = declared;
  return {
    name,
    ...(queryModes && { queryModes }),
    ...(extensions && { extensions }),
    plugin: {
      ...plugin,
      entry: join(plugin.folder, entry),
      contribution: { ...plugin.contribution, runtime, entry },
    },
  };
};

const automatic = 'auto';

const wordOf = ({ driver }: Source['config']): string | undefined =>
  typeof driver === 'string' && driver !== '' && driver !== automatic ? driver : undefined;

/** What the settings call the connector's own entry: the first of their words for `driver` that is no other's. */
const ownName = ({ type, contribution: { drivers = [], config } }: LoadedConnector): string => {
  const taken = new Set([automatic, ...drivers.map(({ name }) => name)]);
  // The manifest check has seen that it is a JSON schema of an object.
  const { properties } = config.schema as { properties?: Record<string, { enum?: readonly unknown[] }> };
  const words = properties?.['driver']?.enum ?? [];
  return words.map(String).find((word) => !taken.has(word)) ?? type;
};
