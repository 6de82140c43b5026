import type { Checker, Static } from '@agnes/sdk';
import { invalidInput } from '../../http/errors.ts';
import { laterChecker } from '../../http/later-checker.ts';
import { createBody, updateBody } from '../../jobs/schedules/operations.ts';
import { type Field, faultsByField, faultsView, fieldView } from '../fields.ts';
import type { Refusal } from '../refusal.ts';

type Form = Readonly<Record<string, string>>;

const timing = (blankParameters: string): readonly Field[] => [
  {
    name: 'spec',
    label: 'When',
    required: true,
    hint: 'every 30m, every 6h, or daily 05:00,17:30. Times are in UTC.',
  },
  {
    name: 'catch_up',
    label: 'A run that was missed',
    choices: { once: 'Is made up for, once', skip: 'Is dropped' },
    hint: 'When the host was down at the time.',
  },
  {
    name: 'payload',
    label: 'Parameters',
    kind: 'area',
    hint: `What its jobs are started with, as a JSON object. Empty: ${blankParameters}.`,
  },
];

const ofNew = (kinds: readonly string[]): readonly Field[] => [
  {
    name: 'kind',
    label: 'Kind of job',
    choices: Object.fromEntries(kinds.map((kind) => [kind, kind])),
  },
  { name: 'target', label: 'Target', hint: 'What of its kind, such as a source. Empty: all of it.' },
  ...timing('none'),
  { name: 'enabled', label: 'Switched on', kind: 'check' },
];

const blank: Form = { kind: 'sync.run', catch_up: 'once', enabled: 'on' };

/** The form of a schedule that is to be. */
export const newForm = (
  kinds: readonly string[],
  { values = blank, refusal }: { readonly values?: Form; readonly refusal?: Refusal },
): object => formView(ofNew(kinds), values, refusal);

/** The form of a schedule that is there: when it runs, not what. */
export const editForm = (values: Form, refusal: Refusal | undefined): object =>
  formView(timing('as they were'), values, refusal);

const formView = (fields: readonly Field[], values: Form, refusal: Refusal | undefined): object => {
  const faults = faultsIn(refusal);
  return {
    fields: fields.map((field) => fieldView(field, { values, faults })),
    faults: faultsView(refusal, { faults, fields }),
  };
};

const faultsIn = (refusal: Refusal | undefined): ReadonlyMap<string, string> => {
  if (!refusal) return new Map();
  if (refusal.code === 'schedule_exists') return new Map([['target', refusal.detail]]);
  return faultsByField(refusal.cause);
};

const asCreated = laterChecker(createBody);
const asUpdated = laterChecker(updateBody);

/** The schedule that a form makes; throws what is wrong with it. */
export const createOf = (form: Form): Static<typeof createBody> =>
  valid(asCreated, {
    kind: typed(form, 'kind'),
    target: typed(form, 'target'),
    enabled: form['enabled'] === 'on',
    ...timingOf(form),
  });

/** What a form changes of one. */
export const updateOf = (form: Form): Static<typeof updateBody> => valid(asUpdated, timingOf(form));

const typed = (form: Form, name: string): string => (form[name] ?? '').trim();

const timingOf = (form: Form) => {
  const payload = typed(form, 'payload');
  return {
    spec: typed(form, 'spec'),
    catch_up: form['catch_up'] ?? 'once',
    ...(payload !== '' && { payload: parsed(payload) }),
  };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalidInput({ errors: [{ loc: '/payload', type: 'json', msg: 'this is not JSON' }] }, { cause });
  }
};

const valid = <T>(check: Checker<T>, value: unknown): T => {
  const checked = check(value);
  if (!checked.ok) throw invalidInput({ errors: checked.faults });
  return checked.value;
};
