import type { TSchema } from '@agnes/sdk';

/** Sections that administrators may change at run time, where the schema knows them. */
const wanted = [
  'instance',
  'data_source',
  'email',
  'telegram',
  'jira',
  'theme',
  'server',
  'auth',
  'ai',
  'openmetadata',
  'desktop',
  'corporate_memory',
  'plugins',
] as const;

/** Sections whose change can lock people out: it has to be confirmed. */
export const dangerSections: readonly string[] = ['auth', 'server'];

/** The sections of this schema that can be changed at run time; every other is set in instance.yaml alone. */
export const editableSections = (schema: TSchema): readonly string[] => {
  // The schema of the configuration is that of an object.
  const { properties = {} } = schema as { readonly properties?: Readonly<Record<string, unknown>> };
  return wanted.filter((name) => Object.hasOwn(properties, name));
};
