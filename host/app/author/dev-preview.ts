import { reasonOf } from '../../kernel/reason.ts';
import type { Preview } from './dev-page.ts';

/** Whom the host of a plugin under development knows. */
export interface DevAdmin {
  readonly url: string;
  readonly email: string;
  readonly password: string;
}

const rows = 20;

/** Asks the host, as anybody would, for the first rows of tables. */
export class DevPreviews {
  readonly #admin: DevAdmin;
  #token: Promise<string> | undefined;

  constructor(admin: DevAdmin) {
    this.#admin = admin;
  }

  /** One table after the other; why one cannot be shown stands in its place. */
  async of(tables: readonly string[]): Promise<readonly Preview[]> {
    if (tables.length === 0) return [];
    try {
      this.#token ??= this.#signIn();
      const token = await this.#token;
      return await Promise.all(tables.map((table) => previewOf(this.#admin, table, token)));
    } catch (error) {
      this.#token = undefined;
      return tables.map((table) => ({ table, columns: [], rows: [], error: reasonOf(error) }));
    }
  }

  async #signIn(): Promise<string> {
    const { email, password } = this.#admin;
    const { access_token: token } = await ask(this.#admin, {
      path: '/auth/token',
      body: { email, password },
    });
    return String(token);
  }
}

const previewOf = async (admin: DevAdmin, table: string, token: string): Promise<Preview> => {
  // Names of tables are identifiers: the host refuses others.
  const answer = await ask(admin, {
    path: '/api/query',
    body: { sql: `SELECT * FROM ${table} LIMIT ${rows}` },
    token,
  });
  const { columns, rows: found, message } = answer;
  if (!Array.isArray(columns) || !Array.isArray(found))
    return {
      table,
      columns: [],
      rows: [],
      error: String(message ?? answer['detail'] ?? 'There is no answer.'),
    };
  return { table, columns: columns.map(nameOf), rows: found.map(cellsOf) };
};

const nameOf = (column: unknown): string =>
  typeof column === 'string' ? column : String(Object(column)['name']);

const cellsOf = (row: unknown): readonly unknown[] => (Array.isArray(row) ? row : Object.values(Object(row)));

interface Question {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly token?: string;
}

const ask = async (
  { url }: DevAdmin,
  { path, body, token }: Question,
): Promise<Readonly<Record<string, unknown>>> => {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(new URL(path, url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body: JSON.stringify(body),
  });
  return Object(await response.json());
};
