import type { ConnectorContext, Secret } from '@agnes/sdk';
import pg from 'pg';
import { errorOf } from './errors.ts';
import { checkSettings, type FullSettings } from './settings.ts';

/** What a session is opened with. */
export interface Access {
  readonly settings: FullSettings;
  readonly password: Secret | undefined;
  /** Slug of the source, where there is one. */
  readonly source: string | undefined;
  readonly signal: AbortSignal;
}

/** A statement as the driver takes it. */
export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** A row of an answer: every value is the text the server sent. */
export type Row = readonly (string | null)[];

/** An answer: what the columns are, and rows as text. */
export interface Answer {
  readonly fields: readonly {
    readonly name: string;
    readonly dataTypeID: number;
    readonly dataTypeModifier: number;
  }[];
  readonly rows: readonly Row[];
}

/** What the context of a call says about the way to the server. */
export const accessOf = (
  { secrets, source, signal }: Pick<ConnectorContext, 'secrets' | 'source' | 'signal'>,
  settings: FullSettings,
): Access => ({ settings, password: secrets?.['password_env'], source, signal });

/** What the server calls the connections. */
export const applicationName = ({ source, settings }: Access): string =>
  `agnes/${source ?? settings.database}`.slice(0, 63);

/** One connection. Values come and go as text; what fails is told in the words of the host. */
export class Session implements AsyncDisposable {
  /** For drivers that speak to the connection themselves. */
  readonly client: pg.Client;
  readonly #access: Access;
  readonly #onAbort = (): void => void this.#stop();

  private constructor(client: pg.Client, access: Access) {
    this.client = client;
    this.#access = access;
    access.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  static async open(access: Access): Promise<Session> {
    checkSettings(access.settings);
    access.signal.throwIfAborted();
    const client = new pg.Client(clientConfig(access));
    // A connection that breaks while nobody asks anything is told by the next question.
    client.on('error', () => {});
    const session = new Session(client, access);
    try {
      await client.connect();
      for (const text of settingsOf(access.settings)) await client.query(text);
      return session;
    } catch (cause) {
      await session[Symbol.asyncDispose]();
      throw session.told(cause);
    }
  }

  /** Runs a statement. */
  async ask(text: string, values: readonly unknown[] = []): Promise<Answer> {
    try {
      const { fields, rows } = await this.client.query<(string | null)[]>(asked(text, values));
      return { fields, rows };
    } catch (cause) {
      throw this.told(cause);
    }
  }

  /** An error of this connection in the words of the host; of a run that was stopped, why it was. */
  told(cause: unknown): unknown {
    return this.#access.signal.aborted ? this.#access.signal.reason : errorOf(cause);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#access.signal.removeEventListener('abort', this.#onAbort);
    await this.client.end().catch(() => {});
  }

  /** Stops what this connection is at. Only another one can. */
  async interrupt(): Promise<void> {
    // The driver has it from the server, and its types do not.
    const { processID } = this.client as { processID?: number | null };
    const helper = new pg.Client(clientConfig(this.#access));
    helper.on('error', () => {});
    try {
      await helper.connect();
      await helper.query('SELECT pg_cancel_backend($1)', [processID ?? 0]);
    } catch {
      // Then it goes on until its timeout, or until the connection is closed.
    } finally {
      await helper.end().catch(() => {});
    }
  }

  async #stop(): Promise<void> {
    await this.interrupt();
    await this.client.end().catch(() => {});
  }
}

/** Always the protocol that takes one statement at a time. */
const asked = (text: string, values: readonly unknown[]) => ({
  text,
  values: [...values],
  rowMode: 'array' as const,
  queryMode: 'extended' as const,
  types: { getTypeParser: () => (value: string) => value },
});

const connectMs = 15_000;

const clientConfig = (access: Access): pg.ClientConfig => ({
  host: access.settings.host,
  port: access.settings.port,
  database: access.settings.database,
  user: access.settings.user,
  // Never absent: the driver would look for one in files.
  password: access.password?.reveal() ?? '',
  ssl: tlsOf(access.settings),
  connectionTimeoutMillis: connectMs,
  keepAlive: true,
  application_name: applicationName(access),
});

const tlsOf = ({ sslmode, ssl_ca: ca }: FullSettings): pg.ClientConfig['ssl'] => {
  if (sslmode === 'disable') return false;
  return {
    rejectUnauthorized: true,
    ...(ca !== undefined && { ca }),
    // `verify-ca`: somebody vouches for the server, whatever name it is reached by.
    ...(sslmode === 'verify-ca' && { checkServerIdentity: () => undefined }),
  };
};

const settingsOf = (settings: FullSettings): readonly string[] => [
  `SET statement_timeout = '${Math.trunc(settings.statement_timeout_seconds)}s'`,
  `SET lock_timeout = '${Math.trunc(settings.lock_timeout_seconds)}s'`,
  // One connection holds the snapshot while the others read.
  'SET idle_in_transaction_session_timeout = 0',
  "SET client_encoding = 'UTF8'",
  "SET TimeZone = 'UTC'",
  "SET DateStyle = 'ISO'",
  "SET IntervalStyle = 'iso_8601'",
  'SET extra_float_digits = 1',
];
