import type { PlatformError } from '@agnes/sdk';
import type { DraftFault } from '../registry/errors.ts';
import { hintForPeople, type Refusal } from './refusal.ts';

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
  // Written by whoever refused the draft, each with its place.
  const all = Array.isArray(errors) ? (errors as readonly DraftFault[]) : [];
  const own = all.filter(({ loc }) => loc.startsWith(`${below}/`));
  return new Map(own.map((fault) => [fieldOf(fault.loc, below), wordsOf(fault)]));
};

// A setting that is missing is told at the object it is missing in; its name is in the message.
const fieldOf = (loc: string, below: string): string => loc.slice(below.length + 1).split('/')[0] ?? '';

const wordsOf = ({ msg, hint = '' }: DraftFault): string => {
  const text = `${msg.slice(0, 1).toUpperCase()}${msg.slice(1)}. ${hintForPeople(hint)}`;
  return text.replaceAll('`', '').trim();
};

/** A refusal above its form: what is wrong with each field, or what is wrong at all. */
export const faultsView = (
  refusal: Refusal | undefined,
  { faults, fields }: { readonly faults: ReadonlyMap<string, string>; readonly fields: readonly Field[] },
): object | undefined => {
  if (!refusal) return undefined;
  const links = fields.flatMap(({ name, label }) => {
    const fault = faults.get(name);
    return fault === undefined ? [] : [{ href: `#field-${name}`, label, fault }];
  });
  const isAll = links.length > 0 && links.length === faults.size;
  return {
    detail: isAll ? 'Nothing is saved yet. Correct these fields:' : refusal.detail,
    hint: isAll ? '' : hintForPeople(refusal.hint),
    has_links: links.length > 0,
    links,
  };
};
