import { reservedVariables as reserved } from './reserved-variables.ts';

/** A variable that is named in the configuration and not set. */
export interface MissingVariable {
  readonly path: readonly (string | number)[];
  readonly name: string;
  readonly reason: 'unset' | 'reserved' | 'not_allowed';
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Replaces `${NAME}` in every text value.
 *
 * After parsing, never before: a value that holds a quote or a newline must not rewrite the YAML. With `allowed`, only
 * these variables.
 */
export const interpolate = (
  value: unknown,
  env: Environment,
  allowed?: ReadonlySet<string>,
): { value: unknown; missing: MissingVariable[] } => {
  const missing: MissingVariable[] = [];
  const refusal = (name: string): MissingVariable['reason'] | undefined => {
    if (reserved.has(name)) return 'reserved';
    return allowed && !allowed.has(name) ? 'not_allowed' : undefined;
  };
  const replace = (text: string, path: MissingVariable['path']): string =>
    text.replaceAll(/\$\{([A-Z][A-Z0-9_]{0,63})\}/g, (whole, name: string) => {
      const reason = refusal(name);
      const found = reason ? undefined : env[name];
      if (found !== undefined) return found;
      missing.push({ path, name, reason: reason ?? 'unset' });
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
