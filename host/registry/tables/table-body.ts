import { type Fault, type Static, Type } from '@agnes/sdk';
import { laterChecker } from '../../http/later-checker.ts';
import { type DraftFault, invalidTable } from '../errors.ts';
import { nullable, nullableWord } from '../nullable.ts';
import { present } from '../present.ts';
import {
  clearable,
  distributions,
  optionNames,
  queryModes,
  syncStrategies,
  type TableChange,
  type TableDraft,
  type TableOptions,
  tableOptionsSchema,
} from '../table.ts';

const name = Type.String({ minLength: 1, maxLength: 200 });

const fields = {
  folder: nullable('Where the catalog lists it.'),
  description: nullable('Shown in the catalog.'),
  source_type: nullable('Id of a connector, or `local`.'),
  connection: nullable('Slug of a source; absent: the default one of the type.'),
  bucket: nullable('Upstream schema, dataset or bucket.'),
  source_table: nullable('What the connector reads.'),
  source_query: nullable('The SELECT of a materialized table.'),
  sync_schedule: nullable('`every <N>m`, `every <N>h` or `daily HH:MM[,HH:MM…]`, in UTC.'),
  query_mode: nullableWord(queryModes),
  sync_strategy: nullableWord(syncStrategies),
  distribution: nullableWord(distributions),
  profile_after_sync: Type.Optional(
    Type.Unsafe<boolean | null>({
      type: ['boolean', 'null'],
      description: 'Kept and without effect: every table that changed is profiled.',
    }),
  ),
  primary_key: Type.Optional(
    Type.Unsafe<string | readonly string[] | null>({
      type: ['string', 'array', 'null'],
      items: { type: 'string', minLength: 1 },
      description: 'Columns that identify a row; a single one may be bare.',
    }),
  ),
  ...tableOptionsSchema.properties,
};

/** A table to be registered. */
export const draftSchema = Type.Object({ name, ...fields }, { additionalProperties: false });

/** What is to become of a table; `null` and absent mean that a field stays. */
export const changeSchema = Type.Object(
  {
    name: Type.Optional(
      Type.Unsafe<string | null>({ type: ['string', 'null'], minLength: 1, maxLength: 200 }),
    ),
    ...fields,
    clear: Type.Optional(
      Type.Unsafe<readonly string[] | null>({
        type: ['array', 'null'],
        items: { type: 'string' },
        description: 'Fields to empty.',
      }),
    ),
  },
  { additionalProperties: false },
);

/** The draft a body stands for. */
export const draftOf = ({ name: given, ...body }: Static<typeof draftSchema>): TableDraft => ({
  ...fieldsOf(body),
  name: given,
});

/** The change a body stands for. An empty text empties its field. */
export const changeOf = ({ name: given, clear, ...body }: Static<typeof changeSchema>): TableChange => {
  const blank = Object.entries(body).flatMap(([field, value]) =>
    value === '' && (field in clearable || optionNames.includes(field)) ? [field] : [],
  );
  return {
    ...fieldsOf(body),
    ...present({ name: given }),
    clear: [...new Set([...(clear ?? []), ...blank])],
  };
};

const checkDraft = laterChecker(draftSchema);
const checkChange = laterChecker(changeSchema);

/** The draft of a body that nobody has checked yet, such as a form. */
export const checkedDraft = (body: Readonly<Record<string, unknown>>): TableDraft => {
  const checked = checkDraft(body);
  if (!checked.ok) throw invalidTable({ name: String(body['name']), errors: withHints(checked.faults) });
  return draftOf(checked.value);
};

/** The same for a change. */
export const checkedChange = (body: Readonly<Record<string, unknown>>): TableChange => {
  const checked = checkChange(body);
  if (!checked.ok) throw invalidTable({ name: String(body['name']), errors: withHints(checked.faults) });
  return changeOf(checked.value);
};

const withHints = (faults: readonly Fault[]): readonly DraftFault[] =>
  faults.map((fault) => ({ ...fault, hint: 'Correct this field.' }));

/** Names of the fields a change applies to, as they are on the wire. */
export const appliedFields = ({ clear, ...body }: Static<typeof changeSchema>): readonly string[] => {
  const given = Object.entries(body).filter(([, value]) => value !== null && value !== undefined);
  return [...new Set([...given.map(([field]) => field), ...(clear ?? [])])];
};

const fieldsOf = (body: Omit<Static<typeof changeSchema>, 'name' | 'clear'>) => {
  const { primary_key: key, folder, description, bucket, connection, distribution, ...rest } = body;
  const { source_type, source_table, source_query, sync_schedule, ...others } = rest;
  const { query_mode, sync_strategy, profile_after_sync, ...options } = others;
  return {
    options: present(options) as TableOptions,
    ...present({
      folder,
      description,
      bucket,
      connection,
      distribution,
      sourceType: source_type,
      sourceTable: source_table,
      sourceQuery: source_query?.trim(),
      syncSchedule: sync_schedule,
      queryMode: query_mode,
      syncStrategy: sync_strategy,
      profileAfterSync: profile_after_sync,
      primaryKey: typeof key === 'string' && key !== '' ? [key] : key,
    }),
  } as Omit<TableChange, 'name' | 'clear'>;
};
