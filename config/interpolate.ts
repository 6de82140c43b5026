import { reservedVariables as reserved } from './reserved-variables.ts';

/** A variable that is named in the configuration and not set. */
export interface MissingVariable {
  readonly path: readonly (string | number)[];
  readonly name: string;
  readonly reason: 'unset' | 'reserved';
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Replaces `${NAME}` in every text value.
 *
 * After parsing, never before: a value that holds a quote or a newline must not rewrite the YAML.
 */
export const interpolate = (
  value: unknown,
  env: Environment,
): { value: unknown; missing: MissingVariable[] } => {
  const missing: MissingVariable[] = [];
  const replace = (text: string, path: MissingVariable['path']): string =>
    text.replaceAll(/\$\{([A-Z][A-Z0-9_]{0,63})\}/g, (whole, name: string) => {
      const found = reserved.has(name) ? undefined : env[name];
      if (found !== undefined) return found;
      missing.push({ path, name, reason: reserved.has(name) ? 'reserved' : 'unset' });
      return whole;
    });
  const walk = (node: unknown, path: MissingVariable['path']): unknown => {
    if (typeof node === 'string') return replace(node, path);
    if (Array.isArray(node)) return node.map((item, index) => walk(item, [...path, index]));
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, walk(item, [...path, key])]));
  };
  return { value: walk(value, []), missing };
};
