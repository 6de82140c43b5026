import type { Source } from '../../registry/source.ts';
import { type Field, faultsByField, faultsView, fieldView } from '../fields.ts';
import type { Refusal } from '../refusal.ts';
import { mainFields, syncFields } from './table-form.ts';

/** What stands in the form, why it was refused, and what a precheck has found. */
export interface FormShown {
  readonly values?: Readonly<Record<string, string>>;
  readonly refusal?: Refusal | undefined;
  readonly precheck?: object | undefined;
}

/** The form of a table: the fields most need, and those for how it is read again. */
export const formView = (
  sources: readonly Source[],
  { values = {}, refusal, precheck }: FormShown,
): object => {
  const main = mainFields(sources);
  const faults = new Map(refusal ? faultsByField(refusal.cause) : []);
  if (refusal && nameTaken.has(refusal.code)) faults.set('name', refusal.detail);
  const draw = (field: Field) => fieldView(field, { values, faults });
  return {
    main: main.map(draw),
    sync: syncFields.map(draw),
    sync_open: syncFields.some(({ name }) => faults.has(name)),
    precheck,
    faults: faultsView(refusal, { faults, fields: [...main, ...syncFields] }),
  };
};

const nameTaken: ReadonlySet<string> = new Set(['table_exists', 'view_name_taken']);
