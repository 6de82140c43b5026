import type { Manifest, TSchema } from '@agnes/sdk';

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

/** The words of JSON Schema that are read here. */
interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly format?: string;
  readonly readOnly?: boolean;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly { readonly const?: unknown }[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly patternProperties?: Readonly<Record<string, Node>>;
}

/** The fields of the schema of the configuration, with what plugins declare of their own settings. */
export const knownFields = (schema: TSchema, manifests: readonly Manifest[]): KnownFields =>
  // A TypeBox schema is plain JSON Schema.
  manifests.reduce(
    (fields, manifest) => withConnectors(withPlugin(fields, manifest), manifest),
    fieldsOf(schema as Node),
  );

const fieldsOf = ({ properties = {}, required = [] }: Node): KnownFields =>
  Object.fromEntries(
    Object.entries(properties).map(([name, node]) => [name, fieldOf(node, required.includes(name))]),
  );

const fieldOf = (node: Node, isRequired = false): KnownField => {
  const options = (node.enum ?? node.anyOf?.map((branch) => branch.const))?.map(String);
  return {
    kind: kindOf(node, options),
    ...(node.description !== undefined && { hint: node.description }),
    ...(node.default !== undefined && { default: node.default }),
    ...(isRequired && node.default === undefined && { required: true }),
    ...(options && { options }),
    ...withinOf(node),
    ...(node.format === 'url' && { format: 'url' }),
    ...(node.readOnly && { read_only: true }),
  };
};

const withinOf = (node: Node): Pick<KnownField, 'fields' | 'items'> => {
  const values = Object.values(node.patternProperties ?? {})[0] ?? node.items;
  return {
    ...(node.properties && { fields: fieldsOf(node) }),
    ...(values && { items: fieldOf(values) }),
  };
};

const kinds: Readonly<Record<string, KnownField['kind']>> = {
  boolean: 'bool',
  integer: 'int',
  number: 'float',
  array: 'array',
  object: 'map',
};

const kindOf = (node: Node, options: readonly string[] | undefined): KnownField['kind'] => {
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
    fieldOf(config.schema as Node),
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
      fieldOf(config.schema as Node),
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
export const inside = ({ fields, items, kind }: KnownField, name: string): KnownField | undefined => {
  if (fields && Object.hasOwn(fields, name)) return fields[name];
  return kind === 'map' || kind === 'array' ? items : undefined;
};
