import type { JsonObject } from '../json/values.ts';
import { textTable } from '../terminal/text-table.ts';

const columns = ['provider', 'issuer', 'e-mail', 'linked', 'last sign-in'].map((title) => ({ title }));

/** Accounts of identity providers that are linked to somebody. */
export const accountTable = (accounts: readonly JsonObject[], width: number): Generator<string> => {
  const rows = accounts.map((one) => [
    one['provider'],
    one['issuer'],
    one['email'],
    one['linked_at'],
    one['last_login_at'] ?? 'never',
  ]);
  return textTable(columns, rows, width);
};
