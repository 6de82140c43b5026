import { defineError } from '@agnes/sdk/errors';
import type { Run } from '../../../command.ts';
import { type JsonObject, objectOf, textOf } from '../../../json/values.ts';
import { cellText } from '../../../terminal/text-table.ts';

const noSetting = defineError<{ key: string }>({
  code: 'setting_unknown',
  kind: 'not_found',
  message: ({ key }) => `There is no setting "${key}".`,
  hint: 'agnes admin config explain lists all; on the host of the server agnes config explain knows those of instance.yaml, too.',
});

interface Setting {
  readonly key: string;
  readonly kind: unknown;
  readonly default: unknown;
  readonly options: unknown;
  readonly read_only: boolean;
  readonly hint: string;
}

/** What settings mean that the server knows, its plugins' among them: kind, default, and whether they can be changed here. */
export const run: Run = async (input, session) => {
  const [wanted] = input.args;
  const { known_fields: fields } = await (await session.http()).object({ path: '/api/admin/server-config' });
  const settings = flattened(objectOf(fields), '').filter(
    ({ key }) => wanted === undefined || key === wanted || key.startsWith(`${wanted}.`),
  );
  if (settings.length === 0) throw noSetting({ key: wanted ?? '' });
  return { data: { settings }, text: settings.flatMap(linesOf) };
};

const flattened = (fields: JsonObject, prefix: string): readonly Setting[] =>
  Object.entries(fields).flatMap(([name, value]) => settingsOf(`${prefix}${name}`, objectOf(value)));

const settingsOf = (key: string, field: JsonObject): readonly Setting[] => [
  {
    key,
    kind: field['kind'] ?? null,
    default: field['default'] ?? null,
    options: field['options'] ?? null,
    read_only: field['read_only'] === true,
    hint: textOf(field['hint']) ?? '',
  },
  ...flattened(objectOf(field['fields']), `${key}.`),
];

const linesOf = ({
  key,
  kind,
  default: value,
  options,
  read_only: isFixed,
  hint,
}: Setting): readonly string[] => {
  const about = [
    kind,
    ...(value === null ? [] : [`default ${JSON.stringify(value)}`]),
    ...(Array.isArray(options) ? [`one of ${options.join(', ')}`] : []),
    ...(isFixed ? ['only in instance.yaml'] : []),
  ];
  return [cellText(`${key} (${about.join(', ')})`), ...(hint === '' ? [] : [`  ${cellText(hint)}`])];
};
