import type { Path } from '../../settings/tree.ts';
import { discriminatorOf, labelOf, type SchemaNode } from './schema.ts';

/** A value that is typed or chosen. */
export interface FieldPart {
  readonly kind: 'field';
  readonly path: Path;
  readonly node: SchemaNode;
  readonly label: string;
  readonly required: boolean;
  readonly secret: boolean;
  /** The part of a name that keeps apart what lies at the same path in several branches. */
  readonly branch: string;
}

/** Values that belong together. */
export interface GroupPart {
  readonly kind: 'group';
  readonly path: Path;
  readonly label: string;
  readonly hint: string;
  readonly parts: readonly Part[];
  /** True for what few people set: it is folded away. */
  readonly advanced: boolean;
}

/** One of several shapes, told apart by the word of one property. */
export interface ChoicePart {
  readonly kind: 'choice';
  readonly path: Path;
  readonly label: string;
  readonly hint: string;
  readonly required: boolean;
  readonly key: string;
  readonly branch: string;
  readonly variants: readonly {
    readonly word: string;
    readonly label: string;
    readonly parts: readonly Part[];
  }[];
}

/** A piece of a form. */
export type Part = FieldPart | GroupPart | ChoicePart;

/** The order of fields and how they are grouped, as an author says it. */
export interface FormOrder {
  readonly order?: readonly string[];
  readonly groups?: readonly {
    readonly title: string;
    readonly description?: string;
    readonly fields: readonly string[];
    readonly advanced?: boolean;
  }[];
}

/** What is known of a schema beside itself. */
export interface SchemaAround {
  /** Dotted paths of values that are secrets although their schema does not say so. */
  readonly secrets: readonly string[];
  readonly order?: FormOrder | null | undefined;
}

interface At extends SchemaAround {
  readonly path: Path;
  readonly branch: string;
}

/** The pieces of the form of an object. */
export const formParts = (schema: SchemaNode, around: SchemaAround): readonly Part[] => {
  const at = { ...around, path: [], branch: '' };
  const own = discriminatorOf(schema) === undefined ? [] : [choiceOf(['', schema], at, true)];
  return [...grouped(propertyParts(schema, at), around.order), ...own.flatMap((part) => part ?? [])];
};

const propertyParts = ({ properties = {}, required = [] }: SchemaNode, at: At): readonly Part[] =>
  Object.entries(properties).map(([name, node]) =>
    partOf([name, node], { ...at, path: [...at.path, name] }, required.includes(name)),
  );

const partOf = (named: readonly [string, SchemaNode], at: At, required: boolean): Part => {
  const [name, node] = named;
  const choice = choiceOf(named, at, required);
  if (choice) return choice;
  const label = labelOf(name, node);
  if (Object.keys(node.properties ?? {}).length > 0) {
    const parts = propertyParts(node, at);
    return { kind: 'group', path: at.path, label, hint: node.description ?? '', parts, advanced: false };
  }
  const secret = node.format === 'secret' || at.secrets.includes(at.path.join('.'));
  return { kind: 'field', path: at.path, node, label, required, secret, branch: at.branch };
};

const choiceOf = (
  [name, node]: readonly [string, SchemaNode],
  at: At,
  required: boolean,
): ChoicePart | undefined => {
  const key = discriminatorOf(node);
  if (key === undefined) return undefined;
  const { path, branch } = at;
  const variants = (node.oneOf ?? []).map((variant) => {
    const { [key]: told, ...properties } = variant.properties ?? {};
    const word = String(told?.const);
    const inner = { ...at, branch: `${branch}~${word}` };
    const label = variant.title ?? told?.title ?? labelOf(word, {});
    return { word, label, parts: propertyParts({ ...variant, properties }, inner) };
  });
  const label = name === '' ? labelOf(key, {}) : labelOf(name, node);
  return { kind: 'choice', path, label, hint: node.description ?? '', required, key, branch, variants };
};

/** In the order of the author; what is named in a group stands there. */
const grouped = (parts: readonly Part[], order: FormOrder | null | undefined): readonly Part[] => {
  const nameOf = ({ path }: Part): string => path[0] ?? '';
  const places = order?.order ?? [];
  const placeOf = (part: Part): number => {
    const place = places.indexOf(nameOf(part));
    return place < 0 ? places.length : place;
  };
  const ordered = parts.toSorted((a, b) => placeOf(a) - placeOf(b));
  const groups = (order?.groups ?? []).flatMap(
    ({ title, description: hint = '', fields, advanced = false }): GroupPart[] => {
      const inside = ordered.filter((part) => fields.includes(nameOf(part)));
      if (inside.length === 0) return [];
      return [{ kind: 'group', path: [], label: title, hint, parts: inside, advanced }];
    },
  );
  const placed = new Set(groups.flatMap((group) => group.parts));
  return [...ordered.filter((part) => !placed.has(part)), ...groups];
};

/** Every field, wherever it lies. */
export const fieldsOf = (parts: readonly Part[]): readonly FieldPart[] =>
  parts.flatMap((part) => {
    if (part.kind === 'field') return [part];
    return part.kind === 'group' ? fieldsOf(part.parts) : part.variants.flatMap((one) => fieldsOf(one.parts));
  });
