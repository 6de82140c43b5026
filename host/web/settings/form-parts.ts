import type { KnownField, KnownFields } from '../../settings/known-fields.ts';
import type { Path } from '../../settings/tree.ts';

/** One form of the page: a section, or the settings of a plugin. */
export interface FormPart {
  /** Where its fields lie. */
  readonly path: Path;
  readonly title: string;
  readonly hint: string;
  readonly fields: readonly FormField[];
}

/** One field of a form. */
export interface FormField {
  readonly path: Path;
  readonly field: KnownField;
}

const titles: Readonly<Record<string, string>> = {
  instance: 'Instance',
  auth: 'Sign-in',
  server: 'Server',
  desktop: 'Desktop programs',
};

/** The forms of these sections; each plugin has one of its own. */
export const formParts = (sections: KnownFields): readonly FormPart[] =>
  Object.entries(sections).flatMap(([name, field]) =>
    name === 'plugins' ? pluginParts(field) : [partOf([name], field, titles[name] ?? name)],
  );

/** The form at a path. */
export const formPart = (sections: KnownFields, key: string): FormPart | undefined =>
  formParts(sections).find(({ path }) => path.join('.') === key);

const pluginParts = ({ fields = {} }: KnownField): readonly FormPart[] =>
  Object.entries(fields).map(([id, field]) => partOf(['plugins', id], field, id));

const partOf = (path: Path, field: KnownField, title: string): FormPart => ({
  path,
  title,
  hint: field.hint ?? '',
  fields: fieldsBelow(path, field),
});

/** What has fields of its own is no field; what is set elsewhere is in no form. */
const fieldsBelow = (path: Path, field: KnownField): readonly FormField[] => {
  if (field.read_only || field.section !== undefined) return [];
  if (field.kind !== 'object') return [{ path, field }];
  return Object.entries(field.fields ?? {}).flatMap(([name, inner]) => fieldsBelow([...path, name], inner));
};

/** How a field is called in its form. */
export const fieldName = ({ path }: FormField): string => path.join('.');

/** The id of its control: names hold what ids and links cannot. */
export const fieldId = (field: FormField): string =>
  `field-${fieldName(field).replaceAll(/[^A-Za-z0-9_]+/g, '-')}`;
