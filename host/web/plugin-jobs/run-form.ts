import { type FieldView, fieldView } from '../fields.ts';
import type { FormFault } from '../schema-form/check.ts';
import { formFaults } from '../schema-form/check.ts';
import { formParts, type Part } from '../schema-form/parts.ts';
import { settingsOfForm } from '../schema-form/read.ts';
import type { SchemaNode } from '../schema-form/schema.ts';
import { schemaFormView } from '../schema-form/view.ts';
import type { OwnJob } from './own-jobs.ts';

type Form = Readonly<Record<string, string>>;

/** The field that names the only source a job is to be run for. */
const sourceField = 'source';

// The manifest check has seen that it is a JSON schema of an object.
const schemaOf = ({ contribution: { params } }: OwnJob): SchemaNode => (params ?? {}) as SchemaNode;

const partsOf = (job: OwnJob): readonly Part[] => formParts(schemaOf(job), { secrets: [] });

/** The form that runs a job: for which source, and what it takes. */
export const runForm = (
  job: OwnJob,
  { typed = {}, faults = [] }: { readonly typed?: Form; readonly faults?: readonly FormFault[] },
): object => ({
  source: (job.sources ?? []).length > 1 && { fields: [sourceChoice(job, typed)] },
  takes: partsOf(job).length > 0,
  ...schemaFormView(partsOf(job), { current: {}, typed, faults }),
});

const sourceChoice = ({ sources = [] }: OwnJob, values: Form): FieldView =>
  fieldView(
    {
      name: sourceField,
      label: 'For which source',
      choices: {
        '': `All ${sources.length} of them`,
        ...Object.fromEntries(sources.map(({ slug }) => [slug, slug])),
      },
    },
    { values },
  );

/** What a form starts a job with, and what is wrong with it. */
export const runSent = (
  job: OwnJob,
  form: Form,
): { readonly params: Readonly<Record<string, unknown>>; readonly faults: readonly FormFault[] } => {
  const parts = partsOf(job);
  const own = settingsOfForm(parts, { form, current: {} });
  const source = form[sourceField] ?? '';
  return {
    params: { ...own, ...(source !== '' && { connection: source }) },
    faults: formFaults(schemaOf(job), parts, own),
  };
};
