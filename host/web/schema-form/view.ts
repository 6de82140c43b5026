import { type Branch, valueAt } from '../../settings/tree.ts';
import type { Chip } from '../chips.ts';
import type { FormFault } from './check.ts';
import { controlOf } from './control.ts';
import { type ChoicePart, type FieldPart, fieldsOf, type GroupPart, type Part } from './parts.ts';
import { fieldId, fieldName, keyField } from './read.ts';
import { isJson, isLines, type SchemaNode, wordsOf } from './schema.ts';

/** What stands in a form. */
export interface FormShown {
  /** `***` where a secret is set. */
  readonly current: Branch;
  /** What was typed into a form that was refused. */
  readonly typed?: Readonly<Record<string, string>> | undefined;
  readonly faults?: readonly FormFault[] | undefined;
  /** Where a value comes from, by its first key. */
  readonly origins?: Readonly<Record<string, string>> | null | undefined;
  /** Names of secrets that are no passwords to the browser. Worked out for the whole form. */
  readonly veiled?: ReadonlySet<string>;
}

/** With more of them in one form, browsers take it for several forms about passwords, and say so. */
const mostPasswords = 3;

/** What `schema-form.mustache` is filled with. Every key is there: a piece must not find those of what is around it. */
export const schemaFormView = (
  parts: readonly Part[],
  around: FormShown,
): { readonly parts: readonly object[] } => {
  const shown = { ...around, veiled: around.veiled ?? veiledOf(parts) };
  return {
    parts: parts.map((part) => ({
      field: part.kind === 'field' && fieldView(part, shown),
      group: part.kind === 'group' && groupView(part, shown),
      choice: part.kind === 'choice' && choiceView(part, shown),
    })),
  };
};

const veiledOf = (parts: readonly Part[]): ReadonlySet<string> =>
  new Set(
    fieldsOf(parts)
      .filter(({ secret }) => secret)
      .slice(mostPasswords)
      .map(fieldName),
  );

/** A refused form says above itself what is wrong, with links to the fields. */
export const summaryOf = (faults: readonly FormFault[]): object | undefined =>
  faults.length === 0
    ? undefined
    : {
        detail: 'Nothing is changed yet. Correct these fields:',
        hint: '',
        has_links: true,
        links: faults,
      };

const groupView = (part: GroupPart, shown: FormShown): object => ({
  label: part.label,
  hint: part.hint,
  origin: originChip(part, shown),
  folded: part.advanced && {
    open: fieldsOf(part.parts).some((field) => faultOf(fieldName(field), shown) !== ''),
  },
  plain: !part.advanced,
  ...schemaFormView(part.parts, shown),
});

const choiceView = (part: ChoicePart, shown: FormShown): object => {
  const field = keyField(part);
  const name = fieldName(field);
  const id = fieldId(field);
  const word = shown.typed ? (shown.typed[name] ?? '') : String(valueAt(shown.current, field.path) ?? '');
  const invalid = faultOf(name, shown);
  const none = { word: '', label: 'None of these', parts: [] };
  const variants = part.required ? part.variants : [none, ...part.variants];
  return {
    ...{ id, name, label: part.label, hint: part.hint, invalid },
    origin: originChip(part, shown),
    described: described(id, { hint: part.hint, invalid }),
    variants: variants.map((variant, index) => ({
      ...{ id: index === 0 ? id : `${id}-${index}`, name, word: variant.word, label: variant.label },
      chosen: variant.word === word,
      has_parts: variant.parts.length > 0,
      ...schemaFormView(variant.parts.map(unforced), shown),
    })),
  };
};

/** Browsers must not ask for what belongs to a shape that is not chosen. */
const unforced = (part: Part): Part =>
  part.kind === 'group' ? { ...part, parts: part.parts.map(unforced) } : { ...part, required: false };

const fieldView = (field: FieldPart, shown: FormShown): object => {
  const [name, id] = [fieldName(field), fieldId(field)];
  const hint = hintOf(field);
  const invalid = faultOf(name, shown);
  const control = controlOf(field, {
    text: shown.typed?.[name],
    value: valueAt(shown.current, field.path),
    veiled: shown.veiled?.has(name) ?? false,
  });
  const isSet = control.secret !== false && control.secret.set;
  return {
    ...{ id, name, label: field.label, hint, invalid },
    origin: originChip(field, shown),
    required: field.required && !isSet && control.select === false,
    described: described(id, { hint, invalid }),
    ...control,
  };
};

const described = (
  id: string,
  { hint, invalid }: { readonly hint: string; readonly invalid: string },
): string => [hint && `${id}-hint`, invalid && `${id}-fault`].filter((part) => part !== '').join(' ');

const faultOf = (name: string, { faults = [] }: FormShown): string =>
  faults
    .filter((one) => one.name === name)
    .map(({ fault }) => fault)
    .join(' ');

const origins: Readonly<Record<string, Chip>> = {
  instance: { kind: 'plain', text: 'instance.yaml' },
  overlay: { kind: 'custom', text: 'changed here' },
  env: { kind: 'sync', text: 'environment', note: 'it wins over what is said here' },
};

/** Where a value comes from; a default is nothing that anybody said. */
const originChip = ({ path }: Part, { origins: told }: FormShown): Chip | false =>
  (path.length === 1 && origins[told?.[path[0] ?? ''] ?? '']) || false;

const formats: Readonly<Record<string, string>> = {
  duration: 'A number with ms, s, m, h or d, such as 15m.',
  cron: 'Five fields: minute, hour, day of the month, month, day of the week; such as 0 6 * * 1.',
  'sql-identifier': 'Letters, digits and _; no digit at the beginning.',
  url: 'An address that begins with https:// or http://.',
};

const hintOf = ({ node, secret }: FieldPart): string =>
  [
    node.description?.replaceAll('`', ''),
    secret && !/secret/i.test(node.description ?? '') && 'The name of the secret that holds it.',
    formats[String(node.format)],
    boundsOf(node),
    isLines(node) && 'One a line.',
    isJson(node) && 'As JSON.',
    node.default !== undefined && isTyped(node) && `Empty: ${defaultWords(node.default)}.`,
  ]
    .filter(Boolean)
    .join(' ');

/** Lists to choose from say by themselves what holds when nothing is chosen. */
const isTyped = (node: SchemaNode): boolean =>
  !isJson(node) && node.type !== 'boolean' && wordsOf(node) === undefined;

const defaultWords = (value: unknown): string =>
  Array.isArray(value) && value.length === 0 ? 'none' : [value].flat().map(String).join(', ') || 'nothing';

const boundsOf = ({ minimum, maximum }: SchemaNode): string => {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}.`;
  if (minimum !== undefined) return `At least ${minimum}.`;
  return maximum === undefined ? '' : `At most ${maximum}.`;
};
