import { parseSchedule } from '../../jobs/schedules/grammar.ts';
import type { DraftFault } from '../errors.ts';
import { cleanedName, isStrictIdentifier } from '../identifier.ts';
import type { TableDraft } from '../table.ts';
import { bigqueryFaults, isBigQuery } from './bigquery-faults.ts';
import { optionFaults } from './option-faults.ts';
import { builtInTypes, type Surroundings, typeOfDraft } from './surroundings.ts';
import { modeOfDraft } from './table-of-draft.ts';

/** Everything that is wrong with a draft by itself; whether its name is free is looked up when it is written. */
export const tableFaults = (draft: TableDraft, around: Surroundings): readonly DraftFault[] => [
  ...nameFaults(draft),
  ...sourceFaults(draft, around),
  ...scheduleFaults(draft),
  ...modeFaults(draft, around),
  ...queryFaults(draft, around),
  ...optionFaults(draft),
  ...bigqueryFaults(draft, around),
];

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

const typeFaults = ({ sourceType }: TableDraft, around: Surroundings): readonly DraftFault[] => {
  if (sourceType === undefined) return [];
  const loc = '/source_type';
  const known = [...new Set([...around.types, ...builtInTypes])];
  if (!known.includes(sourceType)) {
    const words = known.join(', ');
    const msg = `"${sourceType}" is no source type of this instance (${words})`;
    return [
      { loc, type: 'source_type', msg, hint: `Use one of ${words}, or enable a connector of that type.` },
    ];
  }
  if (isReady(sourceType, around)) return [];
  const msg = `no source of type "${sourceType}" is configured`;
  const hint = 'Add one with POST /api/admin/sources; where there are several, name one as `connection`.';
  return [{ loc, type: 'source_not_configured', msg, hint }];
};

// These two are filled from outside and need nothing that could be configured here.
const isReady = (type: string, { defaultOf }: Surroundings): boolean =>
  type === 'local' || type === 'jira' || defaultOf(type) !== undefined;

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

const modeFaults = (draft: TableDraft, around: Surroundings): readonly DraftFault[] => {
  const type = typeOfDraft(draft, around);
  const modes = type === undefined ? undefined : around.modesOf(type);
  const mode = modeOfDraft(draft, type);
  if (!modes || modes.includes(mode)) return [];
  const words = modes.join(', ');
  const msg = `a table of the type "${type}" cannot be ${mode}; it can be ${words}`;
  return [{ loc: '/query_mode', type: 'query_mode', msg, hint: `Send \`query_mode\` as ${words}.` }];
};

const queryFaults = (draft: TableDraft, around: Surroundings): readonly DraftFault[] => {
  const { queryMode, sourceQuery } = draft;
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
  if (!sourceQuery?.includes('`') || isBigQuery(draft, around)) return [];
  const msg = 'the query holds a backtick';
  return [{ loc, type: 'backtick', msg, hint: 'Quote identifiers with double quotes.' }];
};
