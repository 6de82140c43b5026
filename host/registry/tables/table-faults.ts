import { parseSchedule } from '../../jobs/schedules/grammar.ts';
import type { DraftFault } from '../errors.ts';
import { cleanedName, isStrictIdentifier } from '../identifier.ts';
import type { Source } from '../source.ts';
import type { TableDraft } from '../table.ts';

/** What a draft is held against. */
export interface Surroundings {
  /** Types of the enabled connectors. */
  readonly types: readonly string[];
  readonly findSource: (slugOrId: string) => Source | undefined;
  readonly defaultOf: (type: string) => Source | undefined;
}

/** Everything that is wrong with a draft by itself; whether its name is free is looked up when it is written. */
export const tableFaults = (draft: TableDraft, around: Surroundings): readonly DraftFault[] => [
  ...nameFaults(draft),
  ...sourceFaults(draft, around),
  ...scheduleFaults(draft),
  ...queryFaults(draft),
  ...strategyFaults(draft),
];

/** The source a table belongs to: the one it names, else the default of its type. */
export const sourceOfDraft = (draft: TableDraft, around: Surroundings): Source | undefined =>
  draft.connection === undefined
    ? around.defaultOf(draft.sourceType ?? '')
    : around.findSource(draft.connection);

const nameFaults = ({ name }: TableDraft): readonly DraftFault[] =>
  isStrictIdentifier(name.trim())
    ? []
    : [
        {
          loc: '/name',
          type: 'strict_identifier',
          msg: `"${name}" is not a name of letters, digits and _ that begins with a letter or _ and has at most 64 characters`,
          hint: `Call it "${cleanedName(name)}".`,
        },
      ];

const sourceFaults = (draft: TableDraft, around: Surroundings): readonly DraftFault[] =>
  draft.connection === undefined ? typeFaults(draft, around) : connectionFaults(draft, around);

const typeFaults = (
  { sourceType }: TableDraft,
  { types, defaultOf }: Surroundings,
): readonly DraftFault[] => {
  if (sourceType === undefined || sourceType === 'local') return [];
  const loc = '/source_type';
  if (!types.includes(sourceType)) {
    const known = [...new Set([...types, 'local'])].join(', ');
    const msg = `"${sourceType}" is no source type of this instance (${known})`;
    return [
      { loc, type: 'source_type', msg, hint: `Use one of ${known}, or enable a connector of that type.` },
    ];
  }
  if (defaultOf(sourceType)) return [];
  const msg = `no source of type "${sourceType}" is configured`;
  return [{ loc, type: 'source_not_configured', msg, hint: 'Add one with POST /api/admin/sources.' }];
};

const connectionFaults = (
  { connection = '', sourceType }: TableDraft,
  { findSource }: Surroundings,
): readonly DraftFault[] => {
  const source = findSource(connection);
  const loc = '/connection';
  if (!source) {
    const msg = `there is no source "${connection}"`;
    return [{ loc, type: 'unknown_connection', msg, hint: 'GET /api/admin/sources lists the sources.' }];
  }
  if (sourceType === undefined || sourceType === source.type) return [];
  const msg = `the source "${connection}" is of type "${source.type}", not "${sourceType}"`;
  return [{ loc, type: 'source_type', msg, hint: 'Leave `source_type` out: the source decides it.' }];
};

const scheduleFaults = ({ syncSchedule }: TableDraft): readonly DraftFault[] => {
  if (syncSchedule === undefined) return [];
  const parsed = parseSchedule(syncSchedule);
  if (parsed.ok) return [];
  const msg = `"${syncSchedule}" is no schedule: it goes wrong at character ${parsed.position + 1}`;
  const hint = 'Write `every <N>m`, `every <N>h` or `daily HH:MM[,HH:MM…]`, in UTC.';
  return [{ loc: '/sync_schedule', type: 'bad_schedule', msg, hint }];
};

const queryFaults = ({ queryMode, sourceQuery }: TableDraft): readonly DraftFault[] => {
  const loc = '/source_query';
  const isMaterialized = queryMode === 'materialized';
  if (isMaterialized && sourceQuery === undefined) {
    const msg = 'a materialized table needs a query';
    return [{ loc, type: 'source_query', msg, hint: 'Send the SELECT as `source_query`.' }];
  }
  if (!isMaterialized && sourceQuery !== undefined) {
    const msg = 'only a materialized table has a query';
    return [
      { loc, type: 'source_query', msg, hint: 'Send `query_mode: "materialized"`, or no `source_query`.' },
    ];
  }
  if (!sourceQuery?.includes('`')) return [];
  const msg = 'the query holds a backtick';
  return [{ loc, type: 'backtick', msg, hint: 'Quote identifiers with double quotes.' }];
};

const strategyFaults = ({ syncStrategy, primaryKey = [] }: TableDraft): readonly DraftFault[] => {
  if (syncStrategy !== 'incremental' || primaryKey.length > 0) return [];
  const msg = 'an incremental table needs a primary key';
  return [{ loc: '/primary_key', type: 'primary_key', msg, hint: 'Name the columns that identify a row.' }];
};
