import type { Intent } from '../../http/intent.ts';
import { newId } from '../../store/new-id.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { writeAs } from '../write-as.ts';
import {
  type Client,
  countClients,
  findClient,
  insertClient,
  removeOldestUnused,
} from './client-repository.ts';
import { invalidClient, tooManyClients } from './errors.ts';
import { checkRedirectUri } from './redirect-uri.ts';

/** What an application says of itself. */
export interface ClientDraft {
  readonly name: string;
  readonly redirectUris: readonly string[];
}

/** Applications that are kept at most. */
const most = 1_000;
const hour = 60 * 60 * 1000;

/** Applications that have registered. Registering gives them nothing: it takes a person to connect one. */
export class Clients {
  readonly #store: SystemStore;
  readonly #now: () => number;

  constructor({ store, now }: { store: SystemStore; now: () => number }) {
    this.#store = store;
    this.#now = now;
  }

  /** Strangers register as they like: when the table is full, what is oldest and was never connected gives way. */
  async register({ name, redirectUris }: ClientDraft, intent: Intent): Promise<Client> {
    for (const uri of redirectUris) checkRedirectUri(uri);
    const now = this.#now();
    const client = { id: newId(), name: plainName(name), redirectUris, createdAt: new Date(now) };
    const params = { name: client.name, redirect_hosts: hostsOf(redirectUris) };
    await writeAs(this.#store, { intent, resource: client.id, params }, async (tx) => {
      if ((await countClients(tx)) >= most) await removeOldestUnused(tx, new Date(now - hour));
      if ((await countClients(tx)) >= most) throw tooManyClients({ limit: most, retry_after_seconds: 3_600 });
      await insertClient(tx, client);
    });
    return client;
  }

  /** Throws when no application has this id. */
  async get(id: string | undefined): Promise<Client> {
    const client = id === undefined ? undefined : await findClient(this.#store.read, id);
    if (!client) throw invalidClient({});
    return client;
  }
}

/** What goes into the audit log, which is kept: strangers choose how long an address is. */
const hostsOf = (redirectUris: readonly string[]): readonly string[] => [
  ...new Set(redirectUris.map((uri) => new URL(uri).host.slice(0, 255))),
];

/** Nothing in a name may hide what it says from whoever connects it. */
const plainName = (name: string): string => {
  const plain = name.replaceAll(/\p{C}/gu, '').trim().slice(0, 100);
  return plain === '' ? 'An application without a name' : plain;
};
