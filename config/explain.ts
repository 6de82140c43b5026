import type { TSchema } from '@agnes/sdk';
import { configSchema } from './schema.ts';

/** What one key of the configuration means. */
export interface ConfigKey {
  /** Dotted; `[]` stands for an item of a list, `*` for a name of your choice. */
  readonly key: string;
  readonly type: string;
  readonly required: boolean;
  readonly default?: unknown;
  readonly description: string;
}

interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Record<string, Node>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly patternProperties?: Record<string, Node>;
}

/** Every key there is, in the order of the schema. */
export const configKeys = (): readonly ConfigKey[] => keysBelow(nodeOf(configSchema), '');

// A TypeBox schema is plain JSON Schema; only the words used here are read.
const nodeOf = (schema: TSchema): Node => schema as Node;

const keysBelow = ({ properties = {}, required = [] }: Node, prefix: string): ConfigKey[] =>
  Object.entries(properties).flatMap(([name, node]) => {
    const key = `${prefix}${name}`;
    return [
      keyOf(node, key, required.includes(name) && node.default === undefined),
      ...keysInside(node, key),
    ];
  });

const keysInside = (node: Node, key: string): ConfigKey[] => {
  const values = Object.values(node.patternProperties ?? {})[0];
  if (values?.properties) return keysBelow(values, `${key}.*.`);
  if (node.items?.properties) return keysBelow(node.items, `${key}[].`);
  return keysBelow(node, `${key}.`);
};

const keyOf = (node: Node, key: string, required: boolean): ConfigKey => ({
  key,
  type: node.items?.type ? `list of ${node.items.type}` : (node.type ?? 'any'),
  required,
  ...(node.default !== undefined && { default: node.default }),
  description: node.description ?? '',
});
