import type { Condition } from '../../store/conditions.ts';
import type { Source } from '../source.ts';
import type { Table } from '../table.ts';
import type { SyncFacts } from '../tables/repository.ts';

/** How a source is doing. */
export const sourceStatuses = ['ok', 'failing', 'never', 'disabled'] as const;

/** One of `sourceStatuses`, and why it is not well. */
export interface SourceStatus {
  readonly status: (typeof sourceStatuses)[number];
  readonly reason: string | null;
}

/** What a status is made from. */
export interface StatusFacts {
  /** False: no enabled plugin reads this type. */
  readonly hasConnector: boolean;
  /** Names of secrets that have no value. */
  readonly missing: readonly string[];
  readonly conditions: readonly Condition[];
  readonly tables: readonly Table[];
  readonly facts: ReadonlyMap<string, SyncFacts>;
}

/** The truth about a source: what stands in its way, what is wrong with it now, what its last run said. */
export const sourceStatus = (source: Source, about: StatusFacts): SourceStatus => {
  if (!source.enabled) return { status: 'disabled', reason: 'It is switched off.' };
  const reason = obstacle(source, about) ?? openFault(source, about) ?? failedTable(about);
  if (reason !== undefined) return { status: 'failing', reason };
  const wasRead = about.tables.some(({ id }) => about.facts.get(id)?.last_sync);
  return { status: wasRead ? 'ok' : 'never', reason: null };
};

const obstacle = ({ type }: Source, { hasConnector, missing }: StatusFacts): string | undefined => {
  if (!hasConnector) return `No enabled plugin reads sources of type "${type}".`;
  if (missing.length === 0) return undefined;
  return `${missing.length === 1 ? 'A secret is' : 'Secrets are'} not set: ${missing.join(', ')}.`;
};

const openFault = ({ id, slug }: Source, { conditions }: StatusFacts): string | undefined =>
  conditions.find(
    ({ subjectType, subjectId, severity }) =>
      subjectType === 'source' && (subjectId === id || subjectId === slug) && severity === 'error',
  )?.why;

const failedTable = ({ tables, facts }: StatusFacts): string | undefined => {
  const failed = tables.filter(({ id }) => facts.get(id)?.error);
  const [first] = failed;
  if (!first) return undefined;
  const error = facts.get(first.id)?.error;
  return failed.length === 1
    ? `The table "${first.name}" failed: ${error}`
    : `${failed.length} of ${tables.length} tables failed; "${first.name}": ${error}`;
};
