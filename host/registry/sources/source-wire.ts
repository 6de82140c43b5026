import { Type } from '@agnes/sdk';
import type { KnownConnector, Source } from '../source.ts';
import { mapSecrets } from './secret-settings.ts';

/** A source as admins see it. */
export const sourceSchema = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  type: Type.String(),
  title: Type.String(),
  config: Type.Record(Type.String(), Type.Unknown()),
  secrets: Type.Array(Type.Object({ name: Type.String(), set: Type.Boolean() })),
  is_default: Type.Boolean(),
  status: Type.Union(
    ['ok', 'disabled', 'connector_missing', 'secret_missing'].map((word) => Type.Literal(word)),
  ),
  table_count: Type.Integer(),
});

/** What the wire form says beside the source itself. */
export interface SourceSurroundings {
  /** Absent: no enabled plugin reads this type. */
  readonly connector: KnownConnector | undefined;
  readonly tableCount: number;
  readonly isSet: (reference: string) => boolean;
}

/** The source without anything secret in it. */
export const sourceWire = (source: Source, around: SourceSurroundings) => {
  const secrets = Object.entries(source.secretRefs).map(([name, reference]) => ({
    name,
    set: around.isSet(reference),
  }));
  return {
    id: source.id,
    slug: source.slug,
    type: source.type,
    title: source.title,
    config: shown(source, around.connector),
    secrets,
    is_default: source.isDefault,
    status: statusOf(source, { ...around, isComplete: secrets.every(({ set }) => set) }),
    table_count: around.tableCount,
  };
};

const mask = '***';

// Without its connector nobody knows which settings are secret, so all of them are.
const shown = ({ config }: Source, connector: KnownConnector | undefined): Source['config'] =>
  connector
    ? mapSecrets(config, connector, () => mask)
    : Object.fromEntries(Object.keys(config).map((name) => [name, mask]));

const statusOf = (
  source: Source,
  { connector, isComplete }: { connector: KnownConnector | undefined; isComplete: boolean },
): string => {
  if (!source.enabled) return 'disabled';
  if (!connector) return 'connector_missing';
  return isComplete ? 'ok' : 'secret_missing';
};
