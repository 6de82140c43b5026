import type { DiscoveredTable } from '@agnes/sdk';
import { isPlatformError } from '@agnes/sdk/errors';
import { remoteForbidden, remoteMissing, remoteUnavailable, remoteUnfit } from '../remote/errors.ts';
import type { RemoteAnswer, RemoteDoor } from '../remote/remote-door.ts';
import type { Source } from '../source.ts';
import { discoveredTables, type SourceProbe } from '../sources/probe.ts';
import type { Table } from '../table.ts';
import type { Prechecked } from './register-table.ts';
import { tableWire } from './table-wire.ts';

/** What looking at sources needs. */
export interface PrecheckServices {
  readonly connectors: Pick<SourceProbe, 'discover'>;
  readonly remoteDesk: Pick<RemoteDoor, 'isAsked' | 'describe'>;
}

/** A checked draft with what its source says about it. A source that cannot be asked is a note, not a failure. */
export const precheckedOnWire = async (
  { table, source }: Prechecked,
  { connectors, remoteDesk }: PrecheckServices,
  signal: AbortSignal,
) => {
  const {
    registered_by: _by,
    registered_at: _at,
    generation: _generation,
    ...row
  } = tableWire(table, undefined, table.registeredAt.getTime());
  const known =
    source && (await remoteDesk.isAsked(table))
      ? await describedOf({ table, source }, remoteDesk, signal)
      : await knownOf({ table, source }, connectors, signal);
  return { ...row, rows: null, size_bytes: null, ...known };
};

/** Of a table that stays at its source; throws when it is not there to be asked. */
const describedOf = async (
  { table, source }: { readonly table: Table; readonly source: Source },
  remoteDesk: Pick<RemoteDoor, 'describe'>,
  signal: AbortSignal,
) => {
  const answer = await remoteDesk.describe(table, source, signal);
  if ('error' in answer) throw remoteFault(answer, table);
  const { kind, columns, rows, sizeBytes } = answer.description;
  if (kind === 'other') throw remoteUnfit({ table: table.name });
  const project = source.config['project'];
  return {
    rows: rows ?? null,
    size_bytes: sizeBytes ?? null,
    columns: columns.map(({ name, type }) => ({ name, type })),
    column_count: columns.length,
    entity: kind,
    ...(typeof project === 'string' && { project_id: project }),
    note: `"${source.slug}" has it${rows === undefined ? '; it does not say how many rows it has' : ''}.`,
  };
};

const remoteFault = ({ error, what }: Extract<RemoteAnswer, { error: unknown }>, { name }: Table): Error => {
  const fault = { table: name, reason: error.message };
  if (what === 'NotFound') return remoteMissing(fault, { cause: error });
  if (what === 'PermissionError') return remoteForbidden(fault, { cause: error });
  return remoteUnavailable({ ...fault, code: error.code }, { cause: error });
};

const knownOf = async (
  { table: { sourceTable, bucket, queryMode }, source }: Prechecked,
  connectors: Pick<SourceProbe, 'discover'>,
  signal: AbortSignal,
) => {
  if (!source) return { note: 'It belongs to no source, so nothing is known of its rows.' };
  if (queryMode === 'materialized') return { note: 'What its query brings is known when it has run.' };
  const found = await foundIn(source, connectors, signal);
  if (typeof found === 'string') return { note: `The source could not be asked: ${found}` };
  const same = found.filter((each) => each.sourceTable === sourceTable);
  const one = same.find((each) => each.bucket === bucket) ?? (bucket === undefined ? same[0] : undefined);
  if (!one) return { note: `"${source.slug}" lists nothing of that name; check what it is called there.` };
  return {
    rows: one.rows ?? null,
    size_bytes: one.sizeBytes ?? null,
    note: `"${source.slug}" has it${one.rows === undefined ? '; it does not say how many rows it has' : ''}.`,
  };
};

const foundIn = async (
  source: Source,
  connectors: Pick<SourceProbe, 'discover'>,
  signal: AbortSignal,
): Promise<readonly DiscoveredTable[] | string> => {
  try {
    return await discoveredTables(() => connectors.discover(source, signal), source);
  } catch (cause) {
    if (!isPlatformError(cause) || cause.kind === 'internal') throw cause;
    return cause.message;
  }
};
