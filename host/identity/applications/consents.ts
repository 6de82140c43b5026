import { type Intent, markWritten } from '../../http/intent.ts';
import type { Principal } from '../../http/principal.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { OneShots } from '../one-shot/one-shots.ts';
import {
  type Authorization,
  type AuthorizationParams,
  authorizationOf,
  redirectOf,
} from './authorization.ts';
import type { Client } from './client-repository.ts';
import type { Clients } from './clients.ts';
import { codePurpose, codeSeconds, type GivenCode } from './given-code.ts';
import { withAnswer } from './redirect-uri.ts';

interface ConsentDeps {
  readonly store: SystemStore;
  readonly oneShots: OneShots;
  readonly clients: Clients;
  /** Public origin. */
  readonly origin: string;
}

/** An application that wants to be connected, and where it wants the answer. */
export interface Caller {
  readonly client: Client;
  readonly redirectUri: string;
}

/** What a person is asked to say yes to. */
export type Asked = Caller & { readonly authorization: Authorization };

/** What a person says to an application that wants to be connected. */
export class Consents {
  readonly #deps: ConsentDeps;

  constructor(deps: ConsentDeps) {
    this.#deps = deps;
  }

  /** Who asks. Throws what only the person is shown: there is no address to which it could be sent. */
  async caller(params: AuthorizationParams): Promise<Caller> {
    const client = await this.#deps.clients.get(params.client_id);
    return { client, redirectUri: redirectOf(client, params) };
  }

  /** What it asks for. */
  asked(caller: Caller, params: AuthorizationParams): Asked {
    const { origin } = this.#deps;
    return { ...caller, authorization: authorizationOf(params, { ...caller, origin }) };
  }

  /** The address with the code. It is good for a minute, once, and only while the session that said yes lasts. */
  async approve(
    { client, authorization }: Asked,
    { state, principal }: { readonly state: string | undefined; readonly principal: Principal },
    intent: Intent,
  ): Promise<string> {
    const { store, oneShots } = this.#deps;
    const { userId, tokenId } = principal;
    const payload: GivenCode = { ...authorization, ...(tokenId !== undefined && { sessionId: tokenId }) };
    const params = { name: client.name, scopes: authorization.scopes };
    const draft = {
      purpose: codePurpose,
      lifeSeconds: codeSeconds,
      userId,
      besideOthers: true,
      payload,
    } as const;
    const { token: code } = await store.write({ ...intent, resource: client.id, params }, (tx) =>
      oneShots.issue(tx, draft),
    );
    markWritten(intent);
    return this.answer(authorization, { code, state });
  }

  /** The address with the refusal. */
  async deny({ client, redirectUri }: Caller, state: string | undefined, intent: Intent): Promise<string> {
    const told = { ...intent, resource: client.id, params: { name: client.name } };
    await this.#deps.store.write(told, async () => undefined);
    markWritten(intent);
    return this.answer({ redirectUri }, { error: 'access_denied', state });
  }

  /** An address of an application with an answer, which names who answers (RFC 9207). */
  answer(
    { redirectUri }: { readonly redirectUri: string },
    answer: Readonly<Record<string, string | undefined>>,
  ): string {
    return withAnswer(redirectUri, { ...answer, iss: this.#deps.origin });
  }
}
