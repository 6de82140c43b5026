import { notSignedIn } from '../errors.ts';
import { statePath } from '../files/workspace-paths.ts';
import type { HttpClient } from '../http/client.ts';
import { refusalError } from '../http/refusal.ts';
import { serverHealth } from '../http/server-health.ts';
import { type JsonObject, objectOf, readJson, textOf } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { fetchManifest, type Manifest } from '../sync/manifest.ts';
import { readState, type SyncState } from '../sync/state.ts';

/** How the server answered somebody it does not know. */
interface Greeting {
  readonly url: string;
  readonly ms: number;
  readonly status: string;
  /** What its clock said; absent when it did not say. */
  readonly date: number | undefined;
}

/** What is examined. Each fact is asked for once, however many checks look at it. */
export class Patient {
  readonly session: Session;
  readonly #known = new Map<string, Promise<unknown>>();

  constructor(session: Session) {
    this.session = session;
  }

  /** The server as strangers see it. */
  greeting(): Promise<Greeting> {
    return this.#once('greeting', async () => {
      const { now } = this.session.world;
      const http = await this.session.httpTo(await this.session.server());
      const started = now();
      const answer = await http.send({ path: '/api/health' });
      const text = await http.text(answer);
      const status = textOf(objectOf(readJson(text))['status']);
      if (status === undefined) {
        throw refusalError({ status: answer.statusCode ?? 0, text, requestId: undefined });
      }
      const date = Date.parse(answer.headers.date ?? '');
      return { url: http.server, ms: now() - started, status, date: Number.isNaN(date) ? undefined : date };
    });
  }

  /** Who the server takes the caller for. */
  me(): Promise<JsonObject> {
    return this.#once('me', async () => (await this.http()).object({ path: '/auth/me' }));
  }

  /** Signed in, with a server that answers. */
  async http(): Promise<HttpClient> {
    const credential = await this.session.credential();
    const { url } = await this.greeting();
    if (!credential) throw notSignedIn({ server: url });
    return this.#once('http', () => this.session.http());
  }

  manifest(): Promise<Manifest> {
    return this.#once('manifest', async () => fetchManifest(await this.http()));
  }

  /** What administrators are told of the server; nothing for others. */
  health(): Promise<JsonObject | undefined> {
    return this.#once('health', async () =>
      (await this.me())['is_admin'] === true ? serverHealth(await this.http()) : undefined,
    );
  }

  /** What the workspace holds. */
  state(): Promise<SyncState> {
    return this.#once('state', async () => readState(statePath(await this.session.workspace())));
  }

  #once<T>(name: string, find: () => Promise<T>): Promise<T> {
    const known = this.#known.get(name) ?? find();
    this.#known.set(name, known);
    // Each name is used by one method, which keeps what it has found itself.
    return known as Promise<T>;
  }
}
