import type { Handshake, OidcClient, RedirectMethod, Secret } from '@agnes/sdk';
import { isPlatformError } from '@agnes/sdk/errors';
import type { Cookie } from '../../http/reply.ts';
import type { RequestAgents } from '../../kernel/checked-agents.ts';
import { withDeadline } from '../../kernel/deadline.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { beginHandshake, finishHandshake, type HandshakeState, type OauthClient } from '../oauth.ts';
import type { OneShots } from '../one-shot/one-shots.ts';
import type { User } from '../users/user.ts';
import type { Admission, SignedIn } from './admission.ts';
import type { Asker } from './attempt.ts';
import { handshakeFailed, providerFailed, signInRejected } from './errors.ts';
import type { IdTokens } from './id-token.ts';
import type { SignInMethods } from './methods.ts';
import { cookieFor, handshakeSeconds, tokenIn } from './pre-login.ts';

/** Takes the groups of a provider over before a session is opened; throws when they forbid one. */
export interface GroupGate {
  atSignIn(of: { method: RedirectMethod; claim: Proven; handshake: Handshake; user: User }): Promise<void>;
}

type Proven = Exclude<
  Awaited<ReturnType<RedirectMethod['complete']>>,
  { readonly reject: string } | undefined
>;

interface RedirectDeps {
  readonly store: SystemStore;
  readonly methods: SignInMethods;
  readonly admission: Admission;
  readonly oneShots: OneShots;
  readonly idTokens: IdTokens;
  readonly agents: RequestAgents;
  readonly groups: GroupGate;
  readonly secret: (name: string) => Secret | undefined;
  /** Public origin. */
  readonly origin: string;
  /** Signs the cookie that goes with a handshake. */
  readonly preLoginKey: Uint8Array;
  /** `auth.allowed_domain`. */
  readonly allowedDomain: string;
}

/** What came back with the browser. */
export interface Return {
  readonly query: Readonly<Record<string, string>>;
  readonly cookie?: string | undefined;
}

interface Kept {
  readonly provider: string;
  readonly next: string;
  readonly state: HandshakeState;
}

const purpose = 'oauth_state';
const deadline = 10_000;

/** Sends people to identity providers and takes them back: once, in the same browser, within ten minutes. */
export class Redirects {
  readonly #deps: RedirectDeps;

  constructor(deps: RedirectDeps) {
    this.#deps = deps;
  }

  /** Where the browser goes, and the cookie that it has to bring back. */
  async start(provider: string, { next }: { next: string }): Promise<{ location: string; cookie: Cookie }> {
    const { methods, agents, oneShots, store, preLoginKey } = this.#deps;
    const method = methods.get(provider, 'redirect');
    const oauth = await this.#oauthOf(method);
    const { location, state } = await beginHandshake(oauth, agents);
    const payload: Kept = { provider, next, state };
    const draft = { purpose, lifeSeconds: handshakeSeconds, payload };
    const { token } = await store.keep((tx) => oneShots.issue(tx, draft));
    return { location, cookie: cookieFor(preLoginKey, token) };
  }

  /** Opens a session for whoever came back. A refusal is audited as `login_failed`. */
  async finish(provider: string, came: Return, asker: Asker): Promise<SignedIn & { next: string }> {
    const seen: { email?: string } = {};
    try {
      const method = this.#deps.methods.get(provider, 'redirect');
      const { next, state } = await this.#kept(provider, came, asker.ip);
      const handshake = await this.#handshake(method, { state, query: came.query });
      const claim = await this.#claimOf(method, handshake);
      seen.email = claim.email;
      const signedIn = await this.#admit(method, { claim, handshake, asker });
      return { ...signedIn, next };
    } catch (cause) {
      const { email } = seen;
      return this.#deps.admission.refuse(cause, { provider, email, asker });
    }
  }

  async #admit(
    method: RedirectMethod,
    { claim, handshake, asker }: { claim: Proven; handshake: Handshake; asker: Asker },
  ): Promise<SignedIn> {
    const { admission, groups, allowedDomain } = this.#deps;
    const provider = method.id;
    const rule = { allowedDomain: method.allowedDomain ?? allowedDomain };
    const user = await admission.userOf({ provider, claim }, rule);
    await groups.atSignIn({ method, claim, handshake, user });
    return admission.open(user, { provider, claim, asker });
  }

  async #kept(provider: string, { cookie }: Return, ip: string): Promise<Kept> {
    const token = tokenIn(this.#deps.preLoginKey, cookie);
    const taken = token && (await this.#deps.oneShots.consume({ purpose, token, ip }));
    if (!taken) throw handshakeFailed({ reason: 'it was not begun in this browser, or is used or too old' });
    // Written by `start` and by nothing else.
    const kept = taken.payload as Kept;
    if (kept.provider !== provider) throw handshakeFailed({ reason: 'it was begun with another provider' });
    return kept;
  }

  async #handshake(
    method: RedirectMethod,
    came: { state: HandshakeState; query: Readonly<Record<string, string>> },
  ): Promise<Handshake> {
    const oauth = await this.#oauthOf(method);
    const { client } = oauth;
    checkIssuer(client, came.query['iss']);
    const { idToken, accessToken } = await finishHandshake(oauth, this.#deps.agents, came);
    const claims = await this.#deps.idTokens.verify(idToken, client, came.state['nonce']);
    return { claims, ...(accessToken !== undefined && { accessToken }) };
  }

  async #claimOf(method: RedirectMethod, handshake: Handshake): Promise<Proven> {
    const outcome = await work(method.id, () => method.complete(handshake));
    if (outcome && 'reject' in outcome) throw signInRejected({ code: outcome.reject });
    if (!outcome) throw handshakeFailed({ reason: 'the provider did not say who it is' });
    return outcome;
  }

  async #oauthOf(method: RedirectMethod): Promise<OauthClient> {
    const { secret, origin } = this.#deps;
    const client = await work(method.id, () => method.client());
    const value = secret(client.clientSecret)?.reveal();
    if (value === undefined)
      throw handshakeFailed({ reason: `the secret ${client.clientSecret} is not set` });
    const path = method.id.split(':').map(encodeURIComponent).join('/');
    return { client, secret: value, redirectUri: `${origin}/auth/${path}/callback` };
  }
}

/** RFC 9207: an answer that names another issuer was meant for another client. */
const checkIssuer = ({ issuer, issuerInAnswer }: OidcClient, given: string | undefined): void => {
  if (given === undefined ? issuerInAnswer : given !== issuer)
    throw handshakeFailed({ reason: 'the answer does not come from the provider that was asked' });
};

const work = async <T>(provider: string, run: () => Promise<T>): Promise<T> => {
  try {
    return await withDeadline(run, deadline, () => providerFailed({ provider }));
  } catch (cause) {
    throw isPlatformError(cause) ? cause : providerFailed({ provider }, { cause });
  }
};
