import type { ParamValue, QueryParams } from '../../protocol.ts';
import type { Node } from '../statement-tree.ts';

/** What a statement compares a column with, as it stands there. */
export type Literal =
  | { readonly kind: 'number'; readonly value: number; readonly isBound: boolean }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** `type` is what it is cast to, as DuckDB calls it. */
  | { readonly kind: 'text'; readonly value: string; readonly type?: string; readonly isBound: boolean };

/** The value of a constant, of a bound parameter, or of a cast of one; nothing for whatever else there is. */
export const literalOf = (node: unknown, params: QueryParams): Literal | undefined => {
  const { class: what, child, cast_type: cast, try_cast: isTry } = asNode(node);
  if (what !== 'CAST') return plainOf(node, params);
  const inner = isTry === true ? undefined : plainOf(child, params);
  const type = String(asNode(cast)['id']);
  if (inner?.kind !== 'text') return undefined;
  if (type !== 'BOOLEAN') return { ...inner, type };
  // The parser writes `true` and `false` like this.
  return inner.value === 't' || inner.value === 'f'
    ? { kind: 'boolean', value: inner.value === 't' }
    : undefined;
};

/** What the engine's tree holds at a place; nothing is known of it but the names of its fields. */
export const asNode = (value: unknown): Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : {};

/** A list in the engine's tree. */
export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const plainOf = (node: unknown, params: QueryParams): Literal | undefined => {
  const { class: what, identifier, value } = asNode(node);
  if (what === 'PARAMETER') return boundOf(String(identifier), params);
  return what === 'CONSTANT' ? constantOf(asNode(value)) : undefined;
};

const isListed = (params: QueryParams): params is readonly ParamValue[] => Array.isArray(params);

const boundOf = (name: string, params: QueryParams): Literal | undefined => {
  const value = isListed(params) ? params[Number(name) - 1] : params[name];
  if (typeof value === 'number') return { kind: 'number', value, isBound: true };
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  return typeof value === 'string' ? { kind: 'text', value, isBound: true } : undefined;
};

const whole = new Set(['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT']);

const constantOf = ({ is_null: isNull, value, type }: Node): Literal | undefined => {
  const { id, type_info: info } = asNode(type);
  if (isNull === true) return undefined;
  if (id === 'VARCHAR' && typeof value === 'string') return { kind: 'text', value, isBound: false };
  if (typeof value !== 'number') return undefined;
  if (whole.has(String(id)) || id === 'DOUBLE') return { kind: 'number', value, isBound: false };
  const { scale } = asNode(info);
  return id === 'DECIMAL' && typeof scale === 'number' ? decimalOf(value, scale) : undefined;
};

/** Beyond fifteen digits a number of this language may be another one. */
const decimalOf = (digits: number, scale: number): Literal | undefined =>
  Math.abs(digits) < 1e15 ? { kind: 'number', value: digits / 10 ** scale, isBound: false } : undefined;
