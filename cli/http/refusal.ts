import { defineError, type PlatformError } from '@agnes/sdk/errors';
import { isObject, type JsonObject, objectOf, objectsOf, readJson, textOf } from '../json/values.ts';
import { textWidth } from '../terminal/text-width.ts';
import { wayOut, withCommands } from './hint-commands.ts';

/** A refusal as the server told it. */
export interface Refusal {
  readonly status: number;
  readonly text: string;
  readonly requestId: string | undefined;
  /** When to come again, by the header of that name. */
  readonly retryAfterSeconds?: number | undefined;
}

const longestText = 500;
const firstFields = [
  'kind',
  'reason',
  'path',
  'registered_as',
  'billing_project',
  'data_project',
  'scan_bytes',
  'limit_bytes',
  'tables',
  'current',
  'limit',
  'retry_after_seconds',
];
const frame = new Set(['type', 'title', 'status', 'detail', 'instance', 'request_id']);
const toldElsewhere = new Set(['code', 'message', 'hint', 'suggestion', 'http', 'exit_code', 'word', 'said']);

/** The error a refusal of the server becomes: its code, its words, its hint. */
export const refusalError = ({ status, text, requestId, retryAfterSeconds }: Refusal): PlatformError => {
  const body = objectOf(readJson(text));
  const detail = objectOf(body['detail']);
  const said = retryAfterSeconds === undefined ? {} : { retry_after_seconds: retryAfterSeconds };
  const fields: JsonObject = { ...said, ...without(body, frame), ...detail };
  const word = textOf(fields['code']) ?? textOf(fields['kind']) ?? textOf(fields['reason']);
  const message = textOf(body['detail']) ?? textOf(fields['message']) ?? word ?? plainText(text, body);
  return defineError<Readonly<Record<string, unknown>>>({
    code: word ?? `http_${status}`,
    kind: 'upstream',
    message: () => message,
    hint: [withCommands(textOf(fields['hint']) ?? textOf(fields['suggestion']) ?? ''), wayOut(word, fields)]
      .filter((text) => text !== '')
      .join(' '),
  })({ ...without(fields, toldElsewhere), http: status, word, request_id: requestId });
};

const plainText = (text: string, body: JsonObject): string =>
  (Object.keys(body).length > 0 ? JSON.stringify(body) : text.trim()).slice(0, longestText);

const without = (fields: JsonObject, names: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.has(name)));

/** The `error` object of a JSON answer. */
export const failureJson = ({ code, message, hint, details }: PlatformError): JsonObject => ({
  ...Object.fromEntries(
    Object.entries(without(details, toldElsewhere)).filter(([, value]) => value !== message),
  ),
  code,
  message,
  hint,
  ...(details['http'] !== undefined && { http: details['http'] }),
});

/** The lines people read, hint last, wrapped to `width` columns. */
export const failureLines = (error: PlatformError, width: number): readonly string[] => [
  headline(error),
  ...(isToldInHeadline(error) ? [] : wrapped(error.message, width)),
  ...fieldLines(error.details),
  ...(error.hint === '' ? [] : wrapped(`Hint: ${error.hint}`, width)),
];

const isToldInHeadline = ({ message, details: { word } }: PlatformError): boolean =>
  word === undefined || word === message;

const headline = ({ message, details }: PlatformError): string => {
  const { http, word } = details;
  if (http === undefined) return `Error: ${message}`;
  return word === undefined ? `HTTP ${http}: ${message}` : `Error: ${word} (HTTP ${http})`;
};

const fieldLines = (details: JsonObject): readonly string[] => {
  if (details['http'] === undefined) return [];
  const fields = without(details, new Set([...toldElsewhere, 'request_id', 'errors']));
  const others = Object.keys(fields).filter((name) => !firstFields.includes(name));
  return [...firstFields, ...others]
    .filter((name) => fields[name] !== undefined && fields[name] !== null)
    .map((name) => `  ${name}: ${shown(fields[name])}`)
    .concat(
      objectsOf(details['errors']).flatMap(({ loc, msg }) => (loc ? [`  ${shown(loc)}: ${shown(msg)}`] : [])),
    );
};

const shown = (value: unknown): string => {
  if (value === '') return '(empty)';
  if (Array.isArray(value)) return value.map(shown).join(', ');
  return isObject(value) ? JSON.stringify(value) : String(value);
};

const wrapped = (text: string, width: number): readonly string[] => {
  const indent = '  ';
  const lines = [indent];
  for (const word of text.trim().split(/\s+/)) {
    const line = lines.at(-1) ?? '';
    const longer = line === indent ? line + word : `${line} ${word}`;
    if (textWidth(longer) <= width || line === indent) lines[lines.length - 1] = longer;
    else lines.push(indent + word);
  }
  return lines;
};
