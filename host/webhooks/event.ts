import type { WebhookContribution } from '@agnes/sdk';
import { parseBody } from '../http/body.ts';
import { eventInvalid, targetInvalid } from './errors.ts';

/** What a body says of itself. */
export interface PushedEvent {
  readonly event: string;
  /** What it is about; absent: of nothing that the manifest names. */
  readonly target?: string;
}

const longestWord = 200;

/** Reads a body whose signature is good. */
export const readEvent = (raw: Buffer, { event, targets = [] }: WebhookContribution): PushedEvent => {
  const body = bodyOf(raw);
  const named = event === undefined ? undefined : at(body, event);
  const target = targetOf(body, targets);
  return {
    event: typeof named === 'string' && named !== '' ? named.slice(0, longestWord) : 'unknown',
    ...(target !== undefined && { target }),
  };
};

const bodyOf = (raw: Buffer): object => {
  const body = parsed(raw);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw eventInvalid({ reason: 'it is no JSON object' });
  if (Object.keys(body).length === 0) throw eventInvalid({ reason: 'the object is empty' });
  return body;
};

const parsed = (raw: Buffer): unknown => {
  if (raw.length === 0) throw eventInvalid({ reason: 'it is empty' });
  try {
    return parseBody(raw, 'application/json');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw eventInvalid({ reason: reason.slice(0, longestWord) }, { cause });
  }
};

type Targets = NonNullable<WebhookContribution['targets']>;

const targetOf = (body: object, targets: Targets): string | undefined => {
  for (const { path, pattern } of targets) {
    const value = at(body, path);
    if (value === undefined || value === null) continue;
    const text = textOf(value);
    // The manifest check has seen that it is a pattern.
    if (text === undefined || !new RegExp(`^(?:${pattern})$`, 'u').test(text))
      throw targetInvalid({ place: path });
    return text;
  }
  return undefined;
};

const textOf = (value: unknown): string | undefined => {
  const text = Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === 'string' && text.length <= longestWord ? text : undefined;
};

const at = (body: object, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? Reflect.get(value, key)
          : undefined,
      body,
    );
