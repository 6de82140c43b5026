import { AuthExpired, UpstreamError } from '@agnes/sdk/errors';

/** The copy of a whole table failed. Nobody wrote its statement, so it is the stack that did; the extension tells how as text. */
export const tableFailed = (
  { table, reason }: { readonly table: string; readonly reason: string },
  options?: ErrorOptions,
): Error => {
  const told = `"${table}" cannot be copied: ${reason}`;
  return isRefusal.test(reason)
    ? AuthExpired({ reason: told }, options)
    : UpstreamError({ reason: told }, options);
};

const isRefusal = /\b(401|403|unauthorized|forbidden|invalid access token)\b/i;
