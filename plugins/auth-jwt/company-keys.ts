import { type Http, UpstreamError } from '@agnes/sdk';
import { createLocalJWKSet, type LocalJWKSet } from 'jose';

/** The keys an identity provider publishes. `renewed` reads them again, at most once a minute. */
export interface CompanyKeys {
  current(): Promise<LocalJWKSet>;
  renewed(): Promise<LocalJWKSet>;
}

const lifetime = 10 * 60 * 1000;
// A token with a made-up key id must not become a request to the provider each time.
const pause = 60 * 1000;

/** Reads the keys when they are first needed and keeps them for ten minutes. */
export const companyKeys = ({ http, url, now }: Source): CompanyKeys => {
  let held: { readonly keys: Promise<LocalJWKSet>; readonly since: number } | undefined;
  const youngerThan = (age: number): Promise<LocalJWKSet> => {
    if (held && now() - held.since < age) return held.keys;
    const keys = fetched(http, url);
    const reading = { keys, since: now() };
    held = reading;
    // A failed reading is not kept: the next request tries again.
    keys.catch(() => {
      if (held === reading) held = undefined;
    });
    return keys;
  };
  return { current: () => youngerThan(lifetime), renewed: () => youngerThan(pause) };
};

interface Source {
  readonly http: Pick<Http, 'fetch'>;
  readonly url: string;
  readonly now: () => number;
}

const fetched = async (http: Pick<Http, 'fetch'>, url: string): Promise<LocalJWKSet> => {
  const { status, text } = await http.fetch(url);
  if (status !== 200)
    throw UpstreamError({ reason: `The identity provider's keys answered ${status}.`, status });
  try {
    return createLocalJWKSet(JSON.parse(text));
  } catch (cause) {
    throw UpstreamError({ reason: "The identity provider's keys are no JSON Web Key Set." }, { cause });
  }
};
