import type { PlatformError } from '@agnes/sdk';

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly selected: boolean;
}

/** A field of a form as `fields.mustache` draws it; exactly one of the four kinds is set. */
export interface FieldView {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly required: boolean;
  readonly invalid: string;
  readonly described: string;
  readonly text: boolean;
  readonly area: boolean;
  readonly check: false | { readonly on: boolean };
  readonly choices: false | { readonly all: readonly Choice[] };
}

/** A field to be. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly kind?: 'text' | 'area' | 'check';
  /** Words to choose from, with what they are called. */
  readonly choices?: Readonly<Record<string, string>>;
  readonly required?: boolean;
}

/** What stands in a form, and what is wrong with it. */
export interface Filled {
  readonly values: Readonly<Record<string, string>>;
  /** Field → fault. */
  readonly faults?: ReadonlyMap<string, string>;
}

/** Draws a field with what stands in it. */
export const fieldView = (field: Field, { values, faults }: Filled): FieldView => {
  const { name, label, hint = '', kind = 'text', choices, required = false } = field;
  const id = `field-${name}`;
  const [value, invalid] = [values[name] ?? '', faults?.get(name) ?? ''];
  const described = [hint && `${id}-hint`, invalid && `${id}-fault`].filter((part) => part !== '');
  return {
    id,
    name,
    label,
    hint,
    value,
    required,
    invalid,
    described: described.join(' '),
    text: kind === 'text' && choices === undefined,
    area: kind === 'area',
    check: kind === 'check' && { on: value === 'on' },
    choices: choices !== undefined && {
      all: Object.entries(choices).map(([word, called]) => ({
        value: word,
        label: called,
        selected: word === value,
      })),
    },
  };
};

/** Faults of a refused draft by the field they belong to; `below` is where its fields are in it. */
export const faultsByField = ({ details }: PlatformError, below = ''): ReadonlyMap<string, string> => {
  const { errors } = details as { readonly errors?: unknown };
  const list = Array.isArray(errors) ? (errors as readonly { loc: string; msg: string; hint?: string }[]) : [];
  const places = list.filter(({ loc }) => loc.startsWith(`${below}/`));
  return new Map(
    places.map(({ loc, msg, hint = '' }) => [
      loc.slice(below.length + 1).split('/')[0] ?? '',
      `${msg.slice(0, 1).toUpperCase()}${msg.slice(1)}. ${/\b(GET|POST) \//.test(hint) ? '' : hint}`.trim(),
    ]),
  );
};

/** Links from the summary of a refusal to its fields. */
export const faultLinks = (
  faults: ReadonlyMap<string, string>,
  fields: readonly Field[],
): readonly { readonly href: string; readonly label: string; readonly fault: string }[] =>
  fields.flatMap(({ name, label }) => {
    const fault = faults.get(name);
    return fault === undefined ? [] : [{ href: `#field-${name}`, label, fault }];
  });
