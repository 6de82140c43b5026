import type { Desk } from '../desk.ts';
import type { ReadModel } from '../read-model.ts';
import type { KnownConnector, Source } from '../source.ts';
import type { Table, TableDraft } from '../table.ts';

/** What a draft is held against. */
export interface Surroundings {
  /** Types of the enabled connectors. */
  readonly types: readonly string[];
  /** Modes that tables of this type may have; nothing where no enabled plugin reads it. */
  readonly modesOf: (type: string) => readonly Table['queryMode'][] | undefined;
  readonly findSource: (slugOrId: string) => Source | undefined;
  readonly defaultOf: (type: string) => Source | undefined;
}

/** Types the host knows without a plugin, because older clients name them. */
export const builtInTypes = ['keboola', 'bigquery', 'jira', 'local'] as const;

/** The registry as it is now, for checking drafts. */
export const surroundingsOf = ({ connectors }: Desk, model: ReadModel): Surroundings => ({
  types: connectors().map(({ type }) => type),
  modesOf: (type) => modesOf(connectors(), type),
  findSource: (slugOrId) => model.source(slugOrId),
  defaultOf: (type) => defaultOf(model.sources, type),
});

/** The source a table belongs to: the one it names, else the default of its type. */
export const sourceOfDraft = (draft: TableDraft, around: Surroundings): Source | undefined =>
  draft.connection === undefined
    ? around.defaultOf(draft.sourceType ?? '')
    : around.findSource(draft.connection);

/** The type of source that is going to read a draft. */
export const typeOfDraft = (draft: TableDraft, around: Surroundings): string | undefined =>
  sourceOfDraft(draft, around)?.type ?? draft.sourceType;

const modesOf = (connectors: readonly KnownConnector[], type: string) => {
  const found = connectors.find((connector) => connector.type === type);
  return found && (found.contribution.queryModes ?? ['local' as const]);
};

// The only source of its type needs nobody to call it the default.
const defaultOf = (sources: readonly Source[], type: string): Source | undefined => {
  const own = sources.filter((source) => source.type === type);
  return own.find(({ isDefault }) => isDefault) ?? (own.length === 1 ? own[0] : undefined);
};
