import type { Checker, Static } from '@agnes/sdk';
import { createBody, updateBody } from '../../distribution/registry/wire.ts';
import { invalidInput } from '../../http/errors.ts';
import { laterChecker } from '../../http/later-checker.ts';
import { type Field, faultsByField, faultsView, fieldView } from '../fields.ts';
import type { Refusal } from '../refusal.ts';
import type { MarketplaceSeen } from './answers.ts';

type Form = Readonly<Record<string, string>>;

const name: Field = { name: 'name', label: 'Name', required: true, hint: 'What people see.' };
const slug: Field = {
  name: 'slug',
  label: 'Slug',
  required: true,
  hint: 'Stands in grants and before the names of folders: small letters, digits and -. It never changes.',
};
const shared: readonly Field[] = [
  {
    name: 'url',
    label: 'Address',
    required: true,
    hint: 'https address of the git repository, no login in it.',
  },
  { name: 'branch', label: 'Branch or tag', hint: 'Empty: the head of the repository.' },
  {
    name: 'pin',
    label: 'Pin',
    hint: 'A tag or a whole commit id: nothing else is taken in. Empty: the newest.',
  },
  {
    name: 'review_mode',
    label: 'New versions',
    choices: {
      '': 'Wait when they run something new or come from elsewhere',
      auto: 'Are served when the scan finds nothing',
      hold: 'Always wait for a yes',
      pinned: 'Only those of the pin',
    },
    hint: 'What the scan blocks is never served.',
  },
  { name: 'description', label: 'Description', hint: 'For people.' },
];

const fieldsOf = (isNew: boolean): readonly Field[] => (isNew ? [name, slug, ...shared] : [name, ...shared]);

/** The form of a marketplace: a new one, or one that is changed. Its token is never in it. */
export const formView = (values: Form, refusal: Refusal | undefined, isNew: boolean): object => {
  const fields = fieldsOf(isNew);
  const faults = faultsIn(refusal);
  return {
    fields: fields.map((field) => fieldView(field, { values, faults })),
    faults: faultsView(refusal, { faults, fields }),
  };
};

const faultsIn = (refusal: Refusal | undefined): ReadonlyMap<string, string> => {
  if (!refusal) return new Map();
  const { code, detail, details, cause } = refusal;
  if (code === 'marketplace_url') return new Map([['url', detail]]);
  if (code === 'marketplace_taken' || code === 'marketplace_token_taken') return new Map([['slug', detail]]);
  if (code === 'marketplace_invalid') return new Map([[String(details['field']), detail]]);
  return faultsByField(cause);
};

/** What is stored, as its form shows it. */
export const valuesOf = ({ name, url, branch, pin, review_mode, description }: MarketplaceSeen): Form => ({
  ...{ name, url },
  branch: branch ?? '',
  pin: pin ?? '',
  review_mode: review_mode ?? '',
  description: description ?? '',
});

const orNull = (text: string | undefined): string | null => (text?.trim() ? text.trim() : null);

const sharedOf = (form: Form) => ({
  name: (form['name'] ?? '').trim(),
  url: (form['url'] ?? '').trim(),
  branch: orNull(form['branch']),
  pin: orNull(form['pin']),
  description: orNull(form['description']),
  review_mode: orNull(form['review_mode']),
});

const asCreated = laterChecker(createBody);
const asUpdated = laterChecker(updateBody);

/** What a form registers; throws what is wrong with it. */
export const createOf = (form: Form): Static<typeof createBody> => {
  const token = orNull(form['token']);
  return valid(asCreated, {
    ...sharedOf(form),
    slug: (form['slug'] ?? '').trim(),
    ...(token !== null && { token }),
  });
};

/** What a form changes; an empty token keeps the one that is stored, unless it is to be forgotten. */
export const updateOf = (form: Form): Static<typeof updateBody> => {
  const token = form['forget'] === 'on' ? '' : orNull(form['token']);
  return valid(asUpdated, { ...sharedOf(form), ...(token !== null && { token }) });
};

const valid = <T>(check: Checker<T>, value: unknown): T => {
  const checked = check(value);
  if (!checked.ok) throw invalidInput({ errors: checked.faults });
  return checked.value;
};
