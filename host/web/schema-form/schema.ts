/** As much of a JSON schema as a form is made from. */
export interface SchemaNode {
  readonly type?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: unknown;
  readonly default?: unknown;
  readonly title?: string;
  readonly description?: string;
  readonly items?: SchemaNode;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly oneOf?: readonly SchemaNode[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

/** Stands in the place of a secret that is set. */
export const kept = '***';

/** The words that a value may be; none where it may be others. */
export const wordsOf = (node: SchemaNode): readonly unknown[] | undefined =>
  node.enum ?? (node.const === undefined ? undefined : [node.const]);

/** True for a list of plain values, which is one value a line. */
export const isLines = ({ type, items }: SchemaNode): boolean =>
  type === 'array' && ['string', 'integer', 'number'].includes(String(items?.type));

/** True for what only JSON can say. */
export const isJson = (node: SchemaNode): boolean =>
  !isLines(node) &&
  wordsOf(node) === undefined &&
  !['string', 'integer', 'number', 'boolean'].includes(String(node.type));

/** `api_key` as people read it. */
export const labelOf = (name: string, { title }: SchemaNode): string => {
  const words = name.replaceAll('_', ' ');
  return title ?? `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
};

/** The property by which the branches of a `oneOf` are told apart: each has its own word there. */
export const discriminatorOf = ({ oneOf = [] }: SchemaNode): string | undefined => {
  const [first] = oneOf;
  return Object.keys(first?.properties ?? {}).find((name) => {
    const words = oneOf.map(({ properties }) => properties?.[name]?.const);
    return words.every((word) => word !== undefined) && new Set(words).size === words.length;
  });
};
