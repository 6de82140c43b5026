import type { KnownField } from '../../settings/known-fields.ts';
import { maskedValue } from '../../settings/masks.ts';
import { dangerSections } from '../../settings/sections.ts';
import { originOf, type WrittenSettings } from '../../settings/settings.ts';
import { valueAt } from '../../settings/tree.ts';
import type { Chip } from '../chips.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import { type FormField, type FormPart, fieldId, fieldName, formParts } from './form-parts.ts';
import { isPlain } from './form-patch.ts';

/** What happened before the page is shown. */
export interface SettingsShown {
  readonly done?: string | undefined;
  readonly isPending: boolean;
  readonly refusal?: Refusal;
  /** The form that was refused, and what was typed into it. */
  readonly typed?: Readonly<Record<string, string>>;
}

/** What `server-config.mustache` is filled with. */
export const settingsView = (written: WrittenSettings, shown: SettingsShown): object => {
  const { done, isPending, refusal } = shown;
  const parts = formParts(written.fields).filter(({ fields }) => fields.length > 0);
  const keys = faultyKeys(refusal);
  const faulty = parts.flatMap(({ fields }) => fields).find((field) => keys.includes(fieldName(field)));
  return {
    done,
    pending: isPending,
    refusal: refusal && { ...refusalView(refusal), ...(faulty && { field: fieldId(faulty) }) },
    forms: parts.map((part) => formView(part, written, { ...shown, keys })),
  };
};

/** The settings that were at fault, and what they lie in: the fault of an item is shown at its list. */
const faultyKeys = (refusal: Refusal | undefined): readonly string[] => {
  const { errors, key } = (refusal?.details ?? {}) as {
    readonly errors?: readonly { readonly key: string }[];
    readonly key?: string;
  };
  const keys = [...(errors ?? []).map((error) => error.key), ...(key === undefined ? [] : [key])];
  return keys.flatMap((one) => one.split('.').map((_, index, names) => names.slice(0, index + 1).join('.')));
};

type Around = SettingsShown & { readonly keys: readonly string[] };

const formView = (part: FormPart, written: WrittenSettings, around: Around): object => {
  const key = part.path.join('.');
  const isSent = around.typed?.['form'] === key;
  const isDangerous = dangerSections.includes(part.path[0] ?? '');
  return {
    key,
    id: `form-${key.replaceAll(/[^A-Za-z0-9_]+/g, '-')}`,
    title: part.title,
    hint: part.hint.replaceAll('`', ''),
    open: isSent || part.path[0] !== 'plugins',
    danger: isDangerous && { id: `confirm-${key}` },
    fields: part.fields.map((field) => fieldView(field, part, { written, around, isSent })),
  };
};

interface FieldAround {
  readonly written: WrittenSettings;
  readonly around: Around;
  readonly isSent: boolean;
}

const fieldView = (field: FormField, part: FormPart, { written, around, isSent }: FieldAround): object => {
  const name = fieldName(field);
  const typed = isSent ? (around.typed ?? {}) : undefined;
  const value = valueAt(written.tree, field.path);
  const { hint, placeholder_from } = field.field;
  const invalid = isSent && around.keys.includes(name);
  const described = [
    ...(hint === undefined ? [] : [`${fieldId(field)}-hint`]),
    ...(invalid ? ['refusal'] : []),
  ];
  return {
    id: fieldId(field),
    name,
    label: labelOf(field, part),
    hint: hint?.replaceAll('`', ''),
    variable: placeholder_from,
    origin: originChips[originOf(written, field.path)] ?? false,
    invalid,
    described: described.join(' '),
    ...controlOf(field, value, typed),
  };
};

/** Everything in the form of a plugin is one of its settings. */
const labelOf = ({ path }: FormField, part: FormPart): string =>
  path
    .slice(part.path.length)
    .filter((name, index) => index > 0 || name !== 'settings')
    .join(' · ');

/** A default is nothing that anybody said. */
const originChips: Readonly<Record<'overlay' | 'file' | 'default', Chip | undefined>> = {
  overlay: { kind: 'custom', text: 'changed here' },
  file: { kind: 'plain', text: 'instance.yaml' },
  default: undefined,
};

type Typed = Readonly<Record<string, string>> | undefined;

/** The one control that fits the field, with what it shows. */
const controlOf = (field: FormField, value: unknown, typed: Typed): object => {
  const name = fieldName(field);
  const { kind, default: fallback } = field.field;
  if (kind === 'bool') return { bool: { on: typed ? name in typed : (value ?? fallback ?? false) } };
  if (kind === 'secret') return { secret: { set: value !== undefined && value !== '' } };
  return textControl(field.field, typed?.[name] ?? textOf(field, value));
};

const textControl = ({ kind, options, default: fallback, items }: KnownField, text: string): object => {
  const usual = fallback === undefined ? '' : String(fallback);
  if (options) {
    const shown = text === '' ? usual : text;
    return { select: { options: options.map((option) => ({ option, chosen: option === shown })) } };
  }
  if (kind === 'map' || kind === 'array') {
    const lines = kind === 'array' && isPlain(items?.kind);
    return { area: { text, rows: text.split('\n').length + 1, lines } };
  }
  return { line: { text, number: kind === 'int', fallback: usual } };
};

const textOf = ({ path, field }: FormField, value: unknown): string => {
  if (value === undefined) return '';
  if (field.kind === 'array' && isPlain(field.items?.kind) && Array.isArray(value)) return value.join('\n');
  const shown = maskedValue(value, path.at(-1) ?? '', field);
  return typeof shown === 'object' ? JSON.stringify(shown, null, 2) : String(shown);
};
