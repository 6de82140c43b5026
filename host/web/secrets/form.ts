import type { Static } from '@agnes/sdk';
import { invalidInput } from '../../http/errors.ts';
import { laterChecker } from '../../http/later-checker.ts';
import { putBody } from '../../registry/secrets/operations.ts';
import { type Field, faultsByField, faultsView, fieldView } from '../fields.ts';
import type { Refusal } from '../refusal.ts';

type Form = Readonly<Record<string, string>>;

const name: Field = {
  name: 'name',
  label: 'Name',
  required: true,
  hint: 'A-Z, 0-9 and _, as settings name it. One that is stored under it is replaced.',
};
const value: Field = { name: 'value', label: 'Value' };
const shared: readonly Field[] = [
  {
    name: 'bound_hosts',
    label: 'Hosts it may be sent to',
    kind: 'area',
    hint: 'One a line, such as api.example.com or *.example.com. None: it is sent nowhere.',
  },
  {
    name: 'env_name',
    label: 'Variable',
    hint: 'Instead of a value: the environment variable of the host that holds it.',
  },
];

/** The form of a secret. Its value is never in it: neither the stored one, nor what was typed. */
export const formView = (
  values: Form,
  { refusal, isNew }: { readonly refusal?: Refusal | undefined; readonly isNew: boolean },
): object => {
  const faults = faultsIn(refusal);
  const fields = isNew ? [name, ...shared] : shared;
  return {
    fields: fields.map((field) => fieldView(field, { values, faults })),
    value_fault: faults.get('value') ?? '',
    faults: faultsView(refusal, { faults, fields: [...fields, value] }),
  };
};

const faultsIn = (refusal: Refusal | undefined): ReadonlyMap<string, string> => {
  if (!refusal) return new Map();
  const { code, detail, details, cause } = refusal;
  return code === 'invalid_secret' ? new Map([[String(details['field']), detail]]) : faultsByField(cause);
};

const check = laterChecker(putBody);

/** What a form says of a secret; throws what is wrong with it. Nothing typed for the value: it stays. */
export const putOf = (form: Form): Static<typeof putBody> => {
  // Browsers send line breaks as CRLF, which keys of several lines have not; the last one was not meant.
  const typed = (form['value'] ?? '').replaceAll('\r\n', '\n').replace(/\n$/, '');
  const variable = (form['env_name'] ?? '').trim();
  const checked = check({
    ...(typed !== '' && { value: typed }),
    ...(variable !== '' && { env_name: variable }),
    bound_hosts: hostsIn(form),
  });
  if (!checked.ok) throw invalidInput({ errors: checked.faults });
  return checked.value;
};

/** The hosts of a form. */
export const hostsIn = (form: Form): string[] =>
  (form['bound_hosts'] ?? '').split(/[\s,]+/).filter((host) => host !== '');
