import type { PlatformError, Secret } from '@agnes/sdk';
import type { ConnectorOrder, RunLimits } from '../kernel/connector-run-order.ts';
import type { OutboundTerms } from '../kernel/egress.ts';
import type { LoadedConnector } from '../kernel/loaded.ts';
import { settingsChecker } from '../kernel/settings-checker.ts';
import { localType } from '../registry/local-source.ts';
import type { Source } from '../registry/source.ts';
import { extensionNotAllowed, localHasNoConnector } from './extract-errors.ts';
import type { ExtractFolders } from './extract-folder.ts';
import { grantedFolders } from './granted-folders.ts';
import { connectorMissing } from './run-errors.ts';

/** What it takes to run the connector of a source. */
export interface ConnectorDeps {
  readonly connectors: { connector(type: string, source?: string): LoadedConnector | undefined };
  /** Turns the name of a secret into the secret, for a request to a host that it may go to. */
  readonly secrets: { resolveFor(reference: string, host: string | undefined): Secret | undefined };
  /** `files.roots` of the instance. */
  readonly roots: readonly string[];
  /** `egress.private` of the instance. */
  readonly privateAllowed: readonly string[];
  /** What else `egress` says. */
  readonly outbound?: OutboundTerms;
  /** DuckDB extensions that connectors may load. */
  readonly extensions: readonly string[];
  readonly folders: Pick<ExtractFolders, 'kept' | 'duckdbExtensions'>;
}

/** What is the same in every order for a source, whatever is asked of it. */
export type SourceOrder = Pick<
  ConnectorOrder,
  | 'config'
  | 'source'
  | 'secrets'
  | 'readable'
  | 'kept'
  | 'extensionFolder'
  | 'privateAllowed'
  | 'outbound'
  | 'limits'
> & { readonly plugin: LoadedConnector };

/** Finds the connector of a source and what its run may use; throws when the settings go beyond that. */
export const orderFor = async (source: Source, deps: ConnectorDeps): Promise<SourceOrder> => {
  const { slug, type } = source;
  if (type === localType) throw localHasNoConnector({ source: slug });
  const plugin = deps.connectors.connector(type, slug);
  if (!plugin) throw connectorMissing({ source: slug, type });
  const fault = hasOneWay(plugin) ? extensionFault(plugin, deps.extensions) : undefined;
  if (fault) throw fault;
  const config = withDefaults(source.config, plugin);
  return {
    plugin,
    config,
    source: slug,
    secrets: (name, host) => secretOf(source, { name, host }, deps),
    readable: await grantedFolders({ manifest: plugin.manifest, config, roots: deps.roots }),
    ...(plugin.manifest.capabilities?.state && { kept: await deps.folders.kept(plugin.plugin, slug) }),
    ...(plugin.manifest.capabilities?.duckdbExtensions && {
      extensionFolder: await deps.folders.duckdbExtensions(),
    }),
    privateAllowed: deps.privateAllowed,
    ...(deps.outbound && { outbound: deps.outbound }),
    limits: limitsIn(config),
  };
};

/** With the defaults of the version that reads it: it may be newer than the settings. What it refuses it gets as it is. */
const withDefaults = (config: Source['config'], { contribution }: LoadedConnector): Source['config'] => {
  const checked = settingsChecker(contribution.config.schema)(config);
  // Manifests may only hold schemas of objects.
  return checked.ok ? (checked.value as Source['config']) : config;
};

/** What a connector that has `limits` among its settings lets an administrator say of one source. */
const limitsIn = ({ limits }: Source['config']): RunLimits => {
  const given = Object(limits) as Readonly<Record<string, unknown>>;
  const named = limitNames.map((name) => [name, given[name]] as const);
  return Object.fromEntries(named.filter(([, value]) => typeof value === 'number' && value > 0));
};

const limitNames = ['memoryMb', 'timeoutSec', 'maxOutputMb'] as const satisfies (keyof RunLimits)[];

/** Why a connector that loads extensions may not do so here. */
export const extensionFault = (
  { plugin, manifest }: LoadedConnector,
  allowed: readonly string[],
  wanted: readonly string[] = (manifest.capabilities?.duckdbExtensions ?? []).map(({ name }) => name),
): PlatformError | undefined => {
  const extension = wanted.find((name) => !allowed.includes(name));
  return extension === undefined ? undefined : extensionNotAllowed({ plugin, extension });
};

// Where there are several, another one does without.
const hasOneWay = ({ contribution: { drivers = [] } }: LoadedConnector): boolean => drivers.length === 0;

// A run reaches the secrets its source names, and no other.
const secretOf = (
  { secretRefs }: Source,
  { name, host }: { readonly name: string; readonly host: string | undefined },
  { secrets }: ConnectorDeps,
): Secret | undefined => {
  const reference = secretRefs[name];
  return reference === undefined ? undefined : secrets.resolveFor(reference, host);
};
