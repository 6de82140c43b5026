import { canonicalJson } from '../../kernel/generation-lock.ts';
import { type Branch, isBranch, valueAt, withValue } from '../../settings/tree.ts';
import type { ChoicePart, FieldPart, Part } from './parts.ts';
import { isLines, kept, type SchemaNode, wordsOf } from './schema.ts';

/** What was sent, and what was there before. */
export interface SentForm {
  readonly form: Readonly<Record<string, string>>;
  /** As it was shown: `***` where a secret is set. */
  readonly current: Branch;
}

/** Begins the names of fields, so that they are taken for no others of the same page. */
const prefix = 'config.';

/** How a field is called in its form. */
export const fieldName = ({ path, branch }: Pick<FieldPart, 'path' | 'branch'>): string =>
  `${prefix}${path.join('.')}${branch}`;

/** The id of its control: names hold what ids and links cannot. */
export const fieldId = (field: Pick<FieldPart, 'path' | 'branch'>): string =>
  `field-${fieldName(field).replaceAll(/[^A-Za-z0-9_]+/g, '-')}`;

/** The field that says which shape is meant. */
export const keyField = ({ path, key, branch }: ChoicePart): Pick<FieldPart, 'path' | 'branch'> => ({
  path: [...path, key],
  branch,
});

/** The settings that a form stands for: what is empty is not in them, a secret that stays is `***`. */
export const settingsOfForm = (parts: readonly Part[], sent: SentForm): Branch => {
  const tree = read(parts, sent, {});
  return isBranch(tree) ? tree : {};
};

/** What becomes another by a form, by its first key; `null` takes away. What is as it was shown is left out. */
export const patchOfForm = (parts: readonly Part[], sent: SentForm): Branch => {
  const wanted = settingsOfForm(parts, sent);
  const keys = new Set([...Object.keys(wanted), ...Object.keys(sent.current)]);
  const known = new Set(parts.flatMap(firstKeys));
  const changed = [...keys].filter(
    (key) => known.has(key) && !isSame(filled(wanted, parts, sent.current)[key], sent.current[key]),
  );
  return Object.fromEntries(changed.map((key) => [key, wanted[key] ?? null]));
};

const firstKeys = (part: Part): readonly string[] => {
  const [key] = part.kind === 'choice' ? [...part.path, part.key] : part.path;
  if (key !== undefined && part.path.length > 0) return [key];
  const inner = part.kind === 'group' ? part.parts : [];
  const variants = part.kind === 'choice' ? part.variants.flatMap((one) => one.parts) : [];
  return [...(key === undefined ? [] : [key]), ...[...inner, ...variants].flatMap(firstKeys)];
};

/** With the defaults that were shown as such, so that an untouched form changes nothing. */
const filled = (wanted: Branch, parts: readonly Part[], current: Branch): Branch => {
  const tree = fieldsIn(parts, wanted).reduce<unknown>((at, { path, node }) => {
    const shown = valueAt(current, path);
    const isDefault = node.default !== undefined && isSame(shown, node.default);
    return valueAt(at, path) === undefined && isDefault ? withValue(at, path, shown) : at;
  }, wanted);
  return withEmptyObjects(isBranch(tree) ? tree : {}, current);
};

/** A group in which nothing is said is an empty object where its default is one. */
const withEmptyObjects = (tree: Branch, current: Branch): Branch => ({
  ...Object.fromEntries(Object.entries(current).filter(([, value]) => isSame(value, {}))),
  ...tree,
});

const isSame = (a: unknown, b: unknown): boolean => canonicalJson(a ?? null) === canonicalJson(b ?? null);

/** The fields of the shapes that are chosen. */
const fieldsIn = (parts: readonly Part[], tree: unknown): readonly FieldPart[] =>
  parts.flatMap((part) => {
    if (part.kind === 'field') return [part];
    return fieldsIn(part.kind === 'group' ? part.parts : chosenParts(part, tree), tree);
  });

/** The pieces of the shape that a tree has chosen. */
export const chosenParts = ({ path, key, variants }: ChoicePart, tree: unknown): readonly Part[] => {
  const word = valueAt(tree, [...path, key]);
  return variants.find((variant) => variant.word === String(word))?.parts ?? [];
};

const read = (parts: readonly Part[], sent: SentForm, tree: unknown): unknown =>
  parts.reduce((at, part) => {
    if (part.kind === 'group') return read(part.parts, sent, at);
    if (part.kind === 'choice') return readChoice(part, sent, at);
    const value = fieldValue(part, sent);
    return value === undefined ? at : withValue(at, part.path, value);
  }, tree);

const readChoice = (part: ChoicePart, sent: SentForm, tree: unknown): unknown => {
  const word = (sent.form[fieldName(keyField(part))] ?? '').trim();
  const chosen = part.variants.find((variant) => variant.word === word);
  if (!chosen) return tree;
  return read(chosen.parts, sent, withValue(tree, [...part.path, part.key], word));
};

const fieldValue = (field: FieldPart, { form, current }: SentForm): unknown => {
  const name = fieldName(field);
  const shown = valueAt(current, field.path);
  // A tab, or nothing at all, may be what is meant: a text that came back as it was shown stays.
  if (form[name]?.replaceAll('\r\n', '\n') === shown && (shown !== '' || mayBeEmpty(field.node)))
    return shown;
  const text = (form[name] ?? '').trim();
  if (text !== '') return typedValue(text.replaceAll('\r\n', '\n'), field.node);
  if (form[`clear:${name}`] !== undefined) return undefined;
  return shown === kept ? kept : undefined;
};

/** False for what its schema would refuse: where nothing stands, nothing is said. */
const mayBeEmpty = (node: SchemaNode): boolean =>
  (node.minLength ?? 0) === 0 &&
  node.pattern === undefined &&
  node.format === undefined &&
  wordsOf(node) === undefined;

// What does not fit its type stays text: the check of the schema says what is wrong with it.
const typedValue = (text: string, node: SchemaNode): unknown => {
  const words = wordsOf(node);
  if (words) return words.find((word) => String(word) === text) ?? text;
  if (isLines(node)) return linesOf(text).map((line) => typedValue(line, node.items ?? {}));
  if (node.type === 'boolean') return { true: true, false: false }[text] ?? text;
  if (node.type === 'integer' || node.type === 'number')
    return Number.isNaN(Number(text)) ? text : Number(text);
  return node.type === 'string' ? text : jsonOr(text);
};

const linesOf = (text: string): readonly string[] => text.split('\n').flatMap((line) => line.trim() || []);

const jsonOr = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
