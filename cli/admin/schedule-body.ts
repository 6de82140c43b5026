import { badUsage } from '../errors.ts';
import type { Input } from '../input.ts';
import { isObject, readJson } from '../json/values.ts';

/** What `--catch-up` and `--payload` say, as the server wants it. */
export const scheduleBody = (input: Input): Readonly<Record<string, unknown>> => {
  const catchUp = input.text('catch-up');
  const text = input.text('payload');
  const payload = text === undefined ? undefined : readJson(text);
  if (text !== undefined && !isObject(payload)) {
    throw badUsage({
      reason: 'The parameters in --payload are not a JSON object.',
      hint: `Example: --payload '{"force":true}'`,
    });
  }
  return { ...(catchUp !== undefined && { catch_up: catchUp }), ...(payload !== undefined && { payload }) };
};
