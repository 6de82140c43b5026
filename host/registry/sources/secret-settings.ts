import type { KnownConnector, Source } from '../source.ts';

/** The part of a JSON schema that says where secrets are. */
interface Node {
  readonly format?: unknown;
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
}

/** The settings with every value that names a secret changed: those the schema marks, those the broker sends, those a run gets. */
export const mapSecrets = (
  config: Source['config'],
  { contribution, manifest }: KnownConnector,
  change: (value: unknown) => unknown,
): Source['config'] => {
  // The manifest check has let the schema pass; what is no schema of this shape marks nothing.
  const schema = contribution.config.schema as Node;
  const sent = (manifest.capabilities?.network ?? []).flatMap(({ secret }) =>
    secret ? [secret.config] : [],
  );
  const handed = (manifest.capabilities?.secrets ?? []).map(({ config: setting }) => setting);
  const marked = [...sent, ...handed].map((name) => [name, { format: 'secret' }]);
  const properties = { ...schema.properties, ...Object.fromEntries(marked) };
  return mapRecord(config, (value, name) => mapped(value, properties[name], change));
};

const mapped = (value: unknown, node: Node | undefined, change: (value: unknown) => unknown): unknown => {
  if (!node) return value;
  if (node.format === 'secret') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, node.items, change));
  if (typeof value !== 'object' || value === null) return value;
  return mapRecord(value, (inner, name) => mapped(inner, node.properties?.[name], change));
};

const mapRecord = (record: object, change: (value: unknown, name: string) => unknown) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
