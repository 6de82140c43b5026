import type { Column } from '@agnes/sdk/connector';
import { ConfigError } from '@agnes/sdk/errors';
import type { ExtraField, Settings, Shape } from '../settings.ts';
import type { Json } from './json.ts';
import { shapes } from './shapes.ts';
import { fitted } from './typed-value.ts';

/** Custom fields that have columns whether or not a site maps them, in the order of their columns, with their usual shape. */
const logical = {
  request: 'request',
  severity: 'option',
  triage: 'option',
  configuration_item: 'option',
  participants: 'users',
  organizations: 'names',
  spam: 'option',
  context: 'text',
  custom_url: 'text',
  slack_link: 'text',
  technical_issue_category: 'option',
  email_address: 'text',
  satisfaction: 'rating',
  first_response: 'sla',
  time_to_resolution: 'sla',
  l3_team: 'option',
} as const satisfies Readonly<Record<string, Shape>>;

/** A custom field as it becomes columns. `id` is absent where the site does not map it. */
export interface CustomField {
  readonly name: string;
  readonly id?: string;
  readonly shape: Shape;
  readonly columns: readonly Column[];
}

/** The custom fields of the tables: those that always have columns, and those this site adds. */
export const customFields = (
  settings: Pick<Settings, 'fields' | 'extra_fields'>,
): { readonly known: readonly CustomField[]; readonly extra: readonly CustomField[] } => {
  const { fields = {}, extra_fields: extra = [] } = settings;
  const named = byLogicalName(fields);
  return {
    known: Object.entries(logical).map(([name, shape]) => mapped(name, shape, named.get(name))),
    extra: extra.map(added),
  };
};

type FieldSetting = NonNullable<Settings['fields']>[string];

/** A field that becomes several columns may be named by any of them. */
const byLogicalName = (fields: NonNullable<Settings['fields']>): ReadonlyMap<string, FieldSetting> => {
  const named = new Map<string, FieldSetting>();
  for (const [word, setting] of Object.entries(fields)) {
    const name = nameOf(word);
    if (name === undefined) {
      const reason = `fields has "${word}", and what it may have is ${Object.keys(logical).join(', ')}.`;
      throw ConfigError({ reason });
    }
    const before = named.get(name);
    if (before !== undefined && idOf(before) !== idOf(setting)) {
      const reason = `fields names two fields for "${name}": ${idOf(before)} and ${idOf(setting)}.`;
      throw ConfigError({ reason });
    }
    named.set(name, setting);
  }
  return named;
};

const nameOf = (word: string): string | undefined =>
  Object.entries(logical).find(
    ([name, shape]) => name === word || shapes[shape].columns(name).some((column) => column.name === word),
  )?.[0];

const idOf = (setting: FieldSetting): string => (typeof setting === 'string' ? setting : setting.id);

/** The values of custom fields, by column. */
export const customValues = (custom: readonly CustomField[], fields: Json): Json =>
  Object.fromEntries(
    custom.flatMap(({ id, shape, columns }) => {
      const values = shapes[shape].values(id === undefined ? undefined : fields[id]);
      return columns.map(({ name, type }, index) => [name, fitted(values[index] ?? null, type)]);
    }),
  );

/** Ids of the fields that hold SLAs. */
export const slaFieldIds = (settings: Pick<Settings, 'fields' | 'extra_fields'>): readonly string[] => {
  const { known, extra } = customFields(settings);
  return [...known, ...extra].flatMap(({ id, shape }) => (shape === 'sla' && id !== undefined ? [id] : []));
};

const mapped = (name: string, usual: Shape, setting: FieldSetting | undefined): CustomField => {
  const { id, shape = usual } = typeof setting === 'string' ? { id: setting } : (setting ?? {});
  // Another shape may read the same column another way, but the columns stay.
  const columns = shapes[usual].columns(name);
  if (shapes[shape].columns(name).length !== columns.length) {
    throw ConfigError({ reason: `The field "${name}" is of the shape "${usual}", not "${shape}".` });
  }
  return { name, shape, columns, ...(id !== undefined && { id }) };
};

const added = ({ name, id, shape = 'text', type }: ExtraField): CustomField => {
  const columns = shapes[shape].columns(name);
  return { name, id, shape, columns: type === undefined ? columns : retyped(columns, type) };
};

const retyped = (columns: readonly Column[], type: string): readonly Column[] =>
  columns.length === 1 ? columns.map(({ name }) => ({ name, type })) : columns;
