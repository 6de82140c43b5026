import { type AuthHost, type GroupsAnswer, isPlatformError } from '@agnes/sdk';
import { delegatedTokens } from './delegated-tokens.ts';
import { searchPages } from './pages.ts';
import { queriesFor } from './queries.ts';
import type { Settings } from './settings.ts';

/** The groups of the person with this address. */
export type GroupReader = (email: string) => Promise<GroupsAnswer>;

interface Deps extends Pick<AuthHost<Settings>, 'settings' | 'http' | 'log' | 'isDevelopment'> {
  readonly now: () => number;
}

/** Reads groups from the source that was chosen, and from no other; nothing where none was. */
export const groupReader = (deps: Deps): GroupReader | undefined => {
  const { settings, isDevelopment, log } = deps;
  const { source, mock } = settings.groups;
  if (mock !== undefined && isDevelopment) return async () => answerOf(mock.split(','));
  if (mock) log('GOOGLE_ADMIN_SDK_MOCK_GROUPS is ignored: it counts in LOCAL_DEV_MODE only.');
  if (source === 'off') return undefined;
  const tokens = delegatedTokens(deps);
  return async (email) => {
    try {
      const { scope, urls, read, refused } = queriesFor[source](settings, email);
      const token = await tokens.get(scope);
      const pages = urls.map((url) => searchPages({ http: deps.http, url, token, read, refused }));
      return answerOf((await Promise.all(pages)).flat());
    } catch (cause) {
      if (isPlatformError(cause) && cause.details['status'] === 401) tokens.forget();
      // An error must not look like an empty list: it is a third answer, and the host keeps the last good one.
      return { kind: 'error', reason: reasonOf(cause) };
    }
  };
};

const answerOf = (addresses: readonly string[]): GroupsAnswer => {
  const named = addresses.map((address) => address.trim().toLowerCase()).filter((address) => address !== '');
  const groups = [...new Set(named)].sort();
  return groups.length === 0 ? { kind: 'empty' } : { kind: 'ok', groups };
};

const reasonOf = (cause: unknown): string =>
  isPlatformError(cause) ? cause.message : 'the answer was not understood';
