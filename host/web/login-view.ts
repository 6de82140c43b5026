import type { AuthProvider } from '@agnes/sdk';
import { safeNext } from '../http/safe-next.ts';

const errors: Readonly<Record<string, string>> = {
  invalid: 'E-mail or password is wrong.',
  deactivated: 'This account is deactivated. Ask an administrator.',
};

interface LoginQuery {
  readonly next?: string | undefined;
  readonly error?: string | undefined;
  /** Public origin. */
  readonly origin: string;
}

/** What `login.mustache` is filled with. The action is the provider's own form route. */
export const loginView = (
  providers: readonly AuthProvider[],
  { next, error, origin }: LoginQuery,
): object => ({
  next: safeNext(next, origin),
  ...(error !== undefined && { error: errors[error] ?? 'Signing in failed.' }),
  providers: providers.map(({ id, title, fields }) => ({ action: `/auth/${id}/login/web`, title, fields })),
});
