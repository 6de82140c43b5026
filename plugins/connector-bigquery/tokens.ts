import { isPlatformError } from '@agnes/sdk/errors';
import { authFailed } from './errors.ts';
import { type Grant, grantIn } from './grant.ts';
import { tokenForKey } from './key-file.ts';
import type { TokenContext } from './token-context.ts';

/** Access tokens of the account that the host is. They are kept for as long as they are good. */
export interface Tokens {
  get(): Promise<string>;
  /** The next one is a new one. */
  forget(): void;
}

/** Asks the metadata service of the machine first, and signs with a key where there is none. */
export const tokensOf = (context: TokenContext): Tokens => {
  let held: Grant | undefined;
  let asked: Promise<Grant> | undefined;
  const ask = async (): Promise<Grant> => {
    try {
      return await grantFor(context);
    } finally {
      asked = undefined;
    }
  };
  return {
    get: async () => {
      if (held?.until !== undefined && context.now() < held.until) return held.token;
      asked ??= ask();
      held = await asked;
      return held.token;
    },
    forget: () => {
      held = undefined;
    },
  };
};

/** One of the two answers, or people hear why neither did. */
const grantFor = async (context: TokenContext): Promise<Grant> => {
  const [fromMachine, why] = await attempt(() => tokenOfMachine(context));
  if (fromMachine) return fromMachine;
  const [fromKey, whyNot] = await attempt(() => tokenForKey(context));
  if (fromKey) return fromKey;
  throw authFailed({ reason: `the metadata service gives no token (${why}), and no key does (${whyNot}).` });
};

const attempt = async (work: () => Promise<Grant>): Promise<[Grant] | [undefined, string]> => {
  try {
    return [await work()];
  } catch (error) {
    return [undefined, whyOf(error).replace(/\.$/, '')];
  }
};

const whyOf = (error: unknown): string => {
  if (isPlatformError(error)) return String(error.details['reason'] ?? error.message);
  return error instanceof Error ? error.message : String(error);
};

const defaultMetadata = 'http://metadata.google.internal';
/** On the machine itself it answers at once; elsewhere nobody does. */
const metadataTimeoutMs = 5000;

const tokenOfMachine = async ({ config, http, now }: TokenContext): Promise<Grant> => {
  const { metadata_url: address = defaultMetadata } = config;
  const url = `${address}/computeMetadata/v1/instance/service-accounts/default/token`;
  const answer = await http.fetch(url, {
    headers: { 'metadata-flavor': 'Google' },
    timeoutMs: metadataTimeoutMs,
  });
  return grantIn(answer, now());
};
