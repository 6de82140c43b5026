import { secretPaths } from '@agnes/sdk/secret-paths';
import type { KnownConnector, Source } from '../source.ts';

/** The part of a JSON schema that says where secrets are. */
interface Node {
  readonly format?: unknown;
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
}

/**
 * The settings with every value that names a secret changed: those the schema marks and those the manifest names. `change` is also told which setting it is, or is in.
 */
export const mapSecrets = (
  config: Source['config'],
  { contribution, manifest }: KnownConnector,
  change: (value: unknown, setting: string) => unknown,
): Source['config'] => {
  // The manifest check has let the schema pass; what is no schema of this shape marks nothing.
  const schema = contribution.config.schema as Node;
  const { properties = {} } = secretPaths(manifest).reduce(
    (node, path) => marked(node, path.split('.')),
    schema,
  );
  return mapRecord(config, (value, name) => mapped(value, properties[name], (inner) => change(inner, name)));
};

/** The schema with a secret at the end of the path. */
const marked = (node: Node | undefined, [part, ...rest]: readonly string[]): Node =>
  part === undefined
    ? { format: 'secret' }
    : { ...node, properties: { ...node?.properties, [part]: marked(node?.properties?.[part], rest) } };

const mapped = (value: unknown, node: Node | undefined, change: (value: unknown) => unknown): unknown => {
  if (!node) return value;
  if (node.format === 'secret') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, node.items, change));
  if (typeof value !== 'object' || value === null) return value;
  return mapRecord(value, (inner, name) => mapped(inner, node.properties?.[name], change));
};

const mapRecord = (record: object, change: (value: unknown, name: string) => unknown) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
