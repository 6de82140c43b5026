import type { Column } from '@agnes/sdk/connector';
import type { Shape } from '../settings.ts';
import { textOf } from './adf.ts';
import { at, integerOf, isObject, objectsOf, stringOf } from './json.ts';

/** What a custom field becomes: columns, and how their values are taken out of it. */
export interface ShapeRule {
  /** The columns of a field called `name`. */
  readonly columns: (name: string) => readonly Column[];
  /** Their values, in the same order. */
  readonly values: (field: unknown) => readonly unknown[];
}

const single = (type: string, told: (field: unknown) => unknown): ShapeRule => ({
  columns: (name) => [{ name, type }],
  values: (field) => [told(field) ?? null],
});

const optionOf = (field: unknown): string | null =>
  isObject(field)
    ? stringOf(field['value'] ?? field['name'] ?? field['displayName'])
    : (stringOf(Array.isArray(field) ? field.map(optionOf).filter(Boolean).join(', ') : field) ?? null);

const plainText = (field: unknown): string | null => {
  if (Array.isArray(field)) return optionOf(field);
  if (isObject(field) && field['type'] !== 'doc') return optionOf(field);
  return textOf(field) ?? stringOf(field);
};

const listOf = (field: unknown, nameOf: (one: unknown) => string | null): string | null =>
  Array.isArray(field) ? JSON.stringify(objectsOf(field).map(nameOf)) : null;

const userOf = (user: unknown): string | null =>
  stringOf(at(user, 'emailAddress') ?? at(user, 'displayName') ?? at(user, 'accountId'));

/** An SLA counts by its cycle that runs, else by the last one that ended; one that Jira cannot tell is nothing. */
const slaOf = (field: unknown): readonly unknown[] => {
  if (!isObject(field) || 'errorMessage' in field) return [null, null, null];
  const cycle = isObject(field['ongoingCycle'])
    ? field['ongoingCycle']
    : objectsOf(field['completedCycles']).at(-1);
  const breached = at(cycle, 'breached');
  return [
    breached === undefined || breached === null ? null : String(breached),
    integerOf(at(cycle, 'goalDuration', 'millis')),
    integerOf(at(cycle, 'elapsedTime', 'millis')),
  ];
};

/** How each shape is told. */
export const shapes: Readonly<Record<Shape, ShapeRule>> = {
  text: single('VARCHAR', plainText),
  option: single('VARCHAR', optionOf),
  users: single('VARCHAR', (field) => listOf(field, userOf)),
  names: single('VARCHAR', (field) => listOf(field, (one) => stringOf(at(one, 'name')))),
  rating: single('INTEGER', (field) => integerOf(isObject(field) ? field['rating'] : field)),
  number: single('DOUBLE', (field) => (typeof field === 'number' ? field : null)),
  json: single('VARCHAR', (field) => (field === undefined || field === null ? null : JSON.stringify(field))),
  request: {
    columns: (name) => [
      { name: `${name}_type`, type: 'VARCHAR' },
      { name: `${name}_status`, type: 'VARCHAR' },
    ],
    values: (field) => [
      stringOf(at(field, 'requestType', 'name')),
      stringOf(at(field, 'currentStatus', 'status')),
    ],
  },
  sla: {
    columns: (name) => [
      { name: `${name}_breached`, type: 'VARCHAR' },
      { name: `${name}_goal_millis`, type: 'BIGINT' },
      { name: `${name}_elapsed_millis`, type: 'BIGINT' },
    ],
    values: slaOf,
  },
};
