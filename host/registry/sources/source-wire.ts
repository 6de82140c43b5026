import { Type } from '@agnes/sdk';
import { conflictSchema } from '../conflicts.ts';
import type { KnownConnector, Source } from '../source.ts';
import { maskedValue } from './merged-config.ts';
import { noticeSchema, type noticesAbout } from './notices.ts';
import { type OpenEvents, openEventsSchema } from './open-events.ts';
import { mapSecrets } from './secret-settings.ts';
import { type SourceStatus, sourceStatuses } from './source-status.ts';

/** A source as admins see it. */
export const sourceSchema = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  type: Type.String(),
  title: Type.String(),
  config: Type.Record(Type.String(), Type.Unknown()),
  secrets: Type.Array(Type.Object({ name: Type.String(), set: Type.Boolean() })),
  is_default: Type.Boolean(),
  enabled: Type.Boolean(),
  status: Type.Union(sourceStatuses.map((word) => Type.Literal(word))),
  status_reason: Type.Union([Type.String(), Type.Null()]),
  table_count: Type.Integer(),
  notices: Type.Array(noticeSchema, { description: 'What its last runs had to remark.' }),
  events: openEventsSchema,
  conflicts: Type.Array(conflictSchema, { description: 'Names it publishes that another source owns.' }),
});

/** What the wire form says beside the source itself. */
export interface SourceSurroundings {
  /** Absent: no enabled plugin reads this type. */
  readonly connector: KnownConnector | undefined;
  readonly tableCount: number;
  readonly isSet: (reference: string) => boolean;
  readonly state: SourceStatus;
  readonly notices: ReturnType<typeof noticesAbout>;
  readonly events: OpenEvents | undefined;
  readonly conflicts: readonly { readonly name: string; readonly connection: string }[];
}

/** The source without anything secret in it. */
export const sourceWire = (source: Source, around: SourceSurroundings) => ({
  id: source.id,
  slug: source.slug,
  type: source.type,
  title: source.title,
  config: shown(source, around.connector),
  secrets: Object.entries(source.secretRefs).map(([name, reference]) => ({
    name,
    set: around.isSet(reference),
  })),
  is_default: source.isDefault,
  enabled: source.enabled,
  status: around.state.status,
  status_reason: around.state.reason,
  table_count: around.tableCount,
  notices: around.notices,
  events: around.events ?? null,
  conflicts: around.conflicts,
});

// Without its connector nobody knows which settings are secret, so all of them are.
const shown = ({ config }: Source, connector: KnownConnector | undefined): Source['config'] =>
  connector
    ? mapSecrets(config, connector, () => maskedValue)
    : Object.fromEntries(Object.keys(config).map((name) => [name, maskedValue]));
