import { UpstreamError } from '@agnes/sdk';

/** The object in an answer of this host; throws when it is something else. */
export const jsonOf = (text: string, host: string): Readonly<Record<string, unknown>> => {
  const value = parsed(text, host);
  if (typeof value !== 'object' || value === null)
    throw UpstreamError({ reason: `${host} answers no object.` });
  // Any object has fields of unknown values.
  return value as Readonly<Record<string, unknown>>;
};

const parsed = (text: string, host: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw UpstreamError({ reason: `${host} does not answer JSON.` }, { cause });
  }
};
