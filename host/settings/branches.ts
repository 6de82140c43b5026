/** The words of JSON Schema that are read here. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly format?: string;
  readonly readOnly?: boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly allOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode | readonly SchemaNode[];
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
}

/** What a node says, and all of its branches together. */
interface Said {
  /** `secret` where one of them says so. */
  readonly format: string | undefined;
  readonly properties: Readonly<Record<string, SchemaNode>> | undefined;
  /** One of a list or of a map. */
  readonly values: SchemaNode | undefined;
}

/** What a schema says of what is in a place, whichever of its branches (`oneOf`, `anyOf`, `allOf`) holds. */
export const saidBy = (node: SchemaNode): Said => {
  const { allOf = [], anyOf = [], oneOf = [] } = node;
  const branches = [...allOf, ...anyOf, ...oneOf].map(saidBy);
  const formats = [node.format, ...branches.map(({ format }) => format)].filter(Boolean);
  const inner = branches.flatMap(({ values }) => values ?? []);
  return {
    format: formats.includes('secret') ? 'secret' : formats[0],
    properties: together(
      [node, ...branches].map(({ properties }) => properties).filter((one) => one !== undefined),
    ),
    values: joined([...ownValues(node), ...inner]),
  };
};

const ownValues = ({ patternProperties = {}, additionalProperties, items = [] }: SchemaNode) => [
  ...Object.values(patternProperties),
  ...[items].flat(),
  ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
];

const together = (all: readonly Readonly<Record<string, SchemaNode>>[]): Said['properties'] => {
  if (all.length < 2) return all[0];
  const entries = all.flatMap((one) => Object.entries(one));
  const byName = Map.groupBy(entries, ([name]) => name);
  return Object.fromEntries(
    [...byName].flatMap(([name, same]) => {
      const node = joined(same.map(([, one]) => one));
      return node ? [[name, node]] : [];
    }),
  );
};

const joined = ([first, ...rest]: readonly SchemaNode[]): SchemaNode | undefined =>
  first && rest.length > 0 ? { ...first, allOf: [...(first.allOf ?? []), ...rest] } : first;
