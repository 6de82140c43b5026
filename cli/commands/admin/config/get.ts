import { defineError } from '@agnes/sdk/errors';
import type { Run } from '../../../command.ts';
import { isObject, objectOf } from '../../../json/values.ts';
import { cellText } from '../../../terminal/text-table.ts';

const notSet = defineError<{ key: string }>({
  code: 'setting_not_set',
  kind: 'not_found',
  message: ({ key }) => `"${key}" is not set.`,
  hint: ({ key }) => `agnes admin config explain ${key} says what it is and what counts instead.`,
});

/** One value as it is written, or a whole section as JSON; secrets are masked. */
export const run: Run = async (input, session) => {
  const [key = ''] = input.args;
  const { sections } = await (await session.http()).object({ path: '/api/admin/server-config' });
  const value = key
    .split('.')
    .reduce<unknown>(
      (at, name) => (Object.hasOwn(objectOf(at), name) ? objectOf(at)[name] : undefined),
      sections,
    );
  if (value === undefined || value === null) throw notSet({ key });
  const text = isObject(value) || Array.isArray(value) ? JSON.stringify(value, undefined, 2) : String(value);
  return { data: { key, value }, text: text.split('\n').map(cellText) };
};
