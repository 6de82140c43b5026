import type { JsonObject } from '../json/values.ts';
import { textTable } from '../terminal/text-table.ts';

const columns = ['', 'id', 'signed in', 'last seen', 'ends', 'address', 'with'].map((title) => ({ title }));

/** Where somebody is signed in; `*` is the session that asks. */
export const sessionTable = (sessions: readonly JsonObject[], width: number): Generator<string> => {
  const rows = sessions.map((one) => [
    one['current'] === true ? '*' : '',
    one['id'],
    one['created_at'],
    one['last_seen_at'] ?? 'never',
    one['expires_at'],
    one['ip'],
    one['user_agent'],
  ]);
  return textTable(columns, rows, width);
};
