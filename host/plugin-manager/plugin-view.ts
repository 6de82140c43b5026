import { type Manifest, type Static, Type } from '@agnes/sdk';
import { conformanceSchema } from '../kernel/conformance.ts';
import { askedFor } from '../kernel/grants.ts';
import type { PluginState } from '../kernel/plugin-state.ts';
import { pluginOnWire, pluginWire } from '../kernel/plugin-wire.ts';
import type { GenerationRecord } from './generation-repository.ts';
import type { ErrorRow } from './ledger/error-repository.ts';
import { errorsOnWire, groupedErrors } from './ledger/error-view.ts';
import { producedTables } from './ledger/produced.ts';
import type { UseSum } from './ledger/use-repository.ts';
import { capabilityUse, useOnWire } from './ledger/use-view.ts';
import { originsWire } from './settings/origins.ts';
import { maskedSettings } from './settings-part.ts';

const open = Type.Object({}, { additionalProperties: true });

/** One plugin as administrators read it, with all that is known of it. */
export const pluginDetail = Type.Object({
  ...pluginWire.properties,
  manifest: Type.Union([open, Type.Null()]),
  config: Type.Object(
    {},
    { additionalProperties: true, description: 'Its settings; what may be secret is `***`.' },
  ),
  config_schema: Type.Union([open, Type.Null()]),
  config_ui: Type.Union([open, Type.Null()], { description: 'How a form shows them: `order`, `groups`.' }),
  config_version: Type.Union([Type.Integer(), Type.Null()]),
  config_sources: originsWire,
  capabilities: Type.Array(
    Type.Object({ name: Type.String(), why: Type.String(), granted: Type.Boolean() }),
    { description: 'What its manifest asks for.' },
  ),
  sockets: Type.Array(Type.String(), {
    description: 'Hosts it opens connections of its own to, held by a guard in its own process: a seat belt.',
  }),
  tables: Type.Array(Type.String(), { description: 'Tables of sources that its connectors read.' }),
  tables_produced: producedTables,
  conformance: Type.Union([conformanceSchema, Type.Null()], {
    description: 'What the kit found when it was installed. Null: the host did not look.',
  }),
  capability_use: capabilityUse,
  errors: groupedErrors,
  versions: Type.Array(
    Type.Object({
      version: Type.String(),
      tree_hash: Type.Union([Type.String(), Type.Null()]),
      generation: Type.Integer(),
      status: Type.String(),
      outcome: Type.Union([Type.String(), Type.Null()]),
    }),
    { description: 'By generation in which it changed, newest first.' },
  ),
});

/** What is known of one plugin. */
export interface KnownPlugin {
  readonly state: PluginState;
  /** As it is granted. */
  readonly manifest: Manifest | undefined;
  /** As its author wrote it. */
  readonly declared: Manifest | undefined;
  readonly settings: unknown;
  /** By setting: where it comes from. */
  readonly origins: Readonly<Record<string, string>>;
  readonly tables: readonly string[];
  readonly records: readonly GenerationRecord[];
  readonly produced: Static<typeof producedTables>;
  readonly uses: readonly UseSum[];
  readonly errors: readonly ErrorRow[];
}

/** Says one plugin. */
export const detailOnWire = (known: KnownPlugin): Static<typeof pluginDetail> => {
  const { state, manifest, settings, tables, records } = known;
  const declared = known.declared ?? manifest;
  return {
    ...pluginOnWire(state),
    manifest: declared ?? null,
    config: manifest ? maskedSettings(manifest, settings) : {},
    config_schema: manifest?.config?.schema ?? null,
    config_ui: manifest?.config?.ui ?? null,
    config_version: manifest?.config?.version ?? null,
    config_sources: { ...known.origins },
    capabilities: (declared ? askedFor(declared) : []).map(({ name, why }) => ({
      name,
      why,
      granted: state.lock?.grants.includes(name) ?? true,
    })),
    sockets: socketsOf(manifest),
    tables: [...tables],
    conformance: conformanceOf(state, records),
    tables_produced: [...known.produced],
    capability_use: useOnWire({ declared, grants: state.lock?.grants, uses: known.uses }),
    errors: errorsOnWire(state.id, known.errors, records),
    versions: versionsOf(state.id, records),
  };
};

/** As they are granted: a host, or the setting that names it. */
const socketsOf = (manifest: Manifest | undefined): string[] =>
  (manifest ? askedFor(manifest) : []).flatMap(({ name }) =>
    name.startsWith('sockets:') ? [name.slice('sockets:'.length)] : [],
  );

/** What the sources of its connectors answered is noted after it was set up: the lock file has that, too. */
const conformanceOf = ({ id, lock }: PluginState, records: readonly GenerationRecord[]) => {
  const current = records
    .find(({ status }) => status === 'active')
    ?.lock.plugins.find((one) => one.id === id);
  return current?.conformance ?? lock?.conformance ?? null;
};

const versionsOf = (id: string, records: readonly GenerationRecord[]) => {
  const entries = records.flatMap(({ lock, status, reason = null }) => {
    const entry = lock.plugins.find((one) => one.id === id);
    return entry
      ? [{ entry, parent: lock.parent, generation: lock.generation, status, outcome: reason }]
      : [];
  });
  const treeIn = new Map(entries.map(({ entry, generation }) => [generation, entry.treeHash]));
  return entries
    .filter(({ entry, parent }) => parent === null || treeIn.get(parent) !== entry.treeHash)
    .map(({ entry, generation, status, outcome }) => ({
      version: entry.version,
      tree_hash: entry.treeHash ?? null,
      generation,
      status,
      outcome,
    }));
};
