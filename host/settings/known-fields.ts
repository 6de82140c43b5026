import type { Manifest, TSchema } from '@agnes/sdk';
import { type SchemaNode, saidBy } from './branches.ts';

/** What one setting is, for forms and for whoever sends changes. */
export interface KnownField {
  readonly kind: 'string' | 'secret' | 'bool' | 'int' | 'float' | 'select' | 'object' | 'array' | 'map';
  readonly hint?: string;
  readonly default?: unknown;
  readonly required?: true;
  /** For `select`. */
  readonly options?: readonly string[];
  /** For `object`; for `map` what is known of some of its names. */
  readonly fields?: KnownFields;
  /** For `array` and `map`: one of them. */
  readonly items?: KnownField;
  /** `url`: an address that the host sends requests to. */
  readonly format?: 'url';
  /** Set in instance.yaml alone. */
  readonly read_only?: true;
  /** The same settings stand in this section, too, and better there. */
  readonly section?: string;
  /** Environment variable that wins over all files. */
  readonly placeholder_from?: string;
}

export type KnownFields = Readonly<Record<string, KnownField>>;

/** The fields of the schema of the configuration, with what plugins declare of their own settings. */
export const knownFields = (schema: TSchema, manifests: readonly Manifest[]): KnownFields =>
  // A TypeBox schema is plain JSON Schema.
  manifests.reduce(
    (fields, manifest) => withConnectors(withPlugin(fields, manifest), manifest),
    fieldsOf(schema as SchemaNode),
  );

const fieldsOf = ({
  properties = {},
  required = [],
}: Pick<SchemaNode, 'properties' | 'required'>): KnownFields =>
  Object.fromEntries(
    Object.entries(properties).map(([name, node]) => [name, fieldOf(node, required.includes(name))]),
  );

/** What a schema says of a setting, its branches taken together. */
export const fieldOf = (node: SchemaNode, isRequired = false): KnownField => {
  const { format, properties, values } = saidBy(node);
  const options = optionsOf(node);
  return {
    kind: kindOf({ ...node, ...(format !== undefined && { format }) }, options),
    ...(node.description !== undefined && { hint: node.description }),
    ...(node.default !== undefined && { default: node.default }),
    ...(isRequired && node.default === undefined && { required: true }),
    ...(options && { options }),
    ...(properties && { fields: fieldsOf({ ...node, properties }) }),
    ...(values && { items: fieldOf(values) }),
    ...(format === 'url' && { format: 'url' }),
    ...(node.readOnly && { read_only: true }),
  };
};

const optionsOf = ({ enum: words, anyOf }: SchemaNode): readonly string[] | undefined => {
  const isUnion = anyOf?.every((branch) => branch.const !== undefined);
  return (words ?? (isUnion ? anyOf?.map((branch) => branch.const) : undefined))?.map(String);
};

const kinds: Readonly<Record<string, KnownField['kind']>> = {
  boolean: 'bool',
  integer: 'int',
  number: 'float',
  array: 'array',
  object: 'map',
};

const kindOf = (node: SchemaNode, options: readonly string[] | undefined): KnownField['kind'] => {
  if (options) return 'select';
  if (node.format === 'secret') return 'secret';
  if (node.properties) return 'object';
  return kinds[node.type ?? ''] ?? 'string';
};

/** Where a plugin's settings may stand: under its id, and in the section that the host gives it. */
const withPlugin = (fields: KnownFields, { id, config }: Manifest): KnownFields => {
  if (!config) return fields;
  const own = Object.entries(config.env ?? {}).reduce<KnownField>(
    (field, [setting, name]) =>
      changed(field, setting.split('.'), (at) => ({ ...at, placeholder_from: name })),
    // The manifest check has let the schema pass: it is one of an object.
    fieldOf(config.schema as SchemaNode),
  );
  const root: KnownField = { kind: 'object', fields };
  const settings = { ...own, kind: 'object' } as const;
  const named = changed(root, ['plugins', id, 'settings'], (at) => ({
    ...at,
    ...settings,
    ...(config.section !== undefined && { section: config.section }),
  }));
  const section = config.section?.split('.');
  const both = section ? changed(named, section, (at) => ({ ...at, ...settings })) : named;
  return both.fields ?? {};
};

/** The settings of the default source of every connector, under `data_source`. */
const withConnectors = (fields: KnownFields, { contributes }: Manifest): KnownFields =>
  (contributes.connectors ?? []).reduce<KnownFields>((known, { id, config }) => {
    // As for the settings of plugins.
    const own = Object.entries(config.env ?? {}).reduce<KnownField>(
      (field, [setting, [first = '']]) =>
        changed(field, [setting], (at) => ({ ...at, placeholder_from: first })),
      fieldOf(config.schema as SchemaNode),
    );
    const root = changed({ kind: 'object', fields: known }, ['data_source', id], (at) => ({
      ...at,
      ...own,
      kind: 'object',
    }));
    return root.fields ?? {};
  }, fields);

/** The field with one of those inside it changed. A name of a map begins as any of its items. */
const changed = (
  field: KnownField,
  [name, ...rest]: readonly string[],
  change: (field: KnownField) => KnownField,
): KnownField => {
  if (name === undefined) return change(field);
  const inner = inside(field, name) ?? { kind: 'object' };
  return { ...field, fields: { ...field.fields, [name]: changed(inner, rest, change) } };
};

/** The field under a name. */
export const inside = ({ fields, items }: KnownField, name: string): KnownField | undefined => {
  return fields && Object.hasOwn(fields, name) ? fields[name] : items;
};
