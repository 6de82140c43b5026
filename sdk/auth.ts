import type { Http } from './connector.ts';
import type { Claim } from './hooks.ts';

/** Whether something can be used now, and if not, why, in words for an administrator. */
export type Availability = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/**
 * What an attempt to sign in came to: who it is, a refusal whose code the sign-in page explains, or nothing when
 * the values prove nothing. Throwing is a failure of the method and refuses the sign-in, too.
 */
export type SignInOutcome = Claim | { readonly reject: string } | undefined;

/** A field of a form that the host renders. */
export interface AuthField {
  readonly name: string;
  readonly label: string;
  readonly type: 'email' | 'password' | 'text';
  readonly autocomplete: string;
  /** Shown below the field. */
  readonly hint?: string;
  /** True: the form may be sent without it. */
  readonly optional?: boolean;
}

/** A mail with a one-time link, in plain words; the host puts them into its own frame. */
export interface LinkMail {
  readonly subject: string;
  readonly heading: string;
  /** One paragraph each. */
  readonly body: readonly string[];
  /** What the link is called. */
  readonly label: string;
}

/** A one-time link as a method asks for it. */
export interface LinkRequest {
  readonly email: string;
  /** What the link is good for; no link works for another purpose. A new one voids the older ones. */
  readonly purpose: string;
  readonly lifeSeconds: number;
  /** Path of the page it leads to; the host adds `email` and `token`. */
  readonly path: string;
  /** `without_password`: only people who have none get one. */
  readonly to: 'anybody' | 'without_password';
  readonly mail: LinkMail;
}

/** What the forms of a method may use of the host. It never sees a hash, a user row, a session or who exists. */
export interface FormAttempt {
  /** What was typed, as text. */
  readonly values: Readonly<Record<string, string>>;
  readonly passwords: {
    /** The claim of the user with this e-mail and password, or nothing. Takes equally long either way. */
    verify(email: string, password: string): Promise<Claim | undefined>;
    /** Throws, with the reason, unless a person may choose this password. */
    check(password: string): void;
    /** Gives a password, and a name where there is one, to the person whose link was taken in this attempt. */
    set(claim: Claim, chosen: { readonly password: string; readonly name?: string }): Promise<void>;
  };
  readonly links: {
    /** Mails a link to the person with this address, if there is one. Takes equally long either way. */
    send(link: LinkRequest): Promise<void>;
    /** The claim of the person the link was sent to. Good once, whoever comes first. */
    take(link: {
      readonly email: string;
      readonly token: string;
      readonly purpose: string;
    }): Promise<Claim | undefined>;
  };
}

/** One form, in one step or, with `begin`, in two: something is sent to the person, who comes back with it. */
export interface FormFlow {
  /** Heading of its page. */
  readonly title: string;
  /** Words of the link that leads to it from the sign-in page; flows without are reached from elsewhere. */
  readonly link?: string;
  readonly begin?: {
    readonly fields: readonly AuthField[];
    readonly button: string;
    /** What everybody is told afterwards, whether the address is known or not. */
    readonly done: string;
    /** Whether it can be begun now, where that is not always so; who came with a link can go on all the same. */
    available?(): Availability;
    run(attempt: FormAttempt): Promise<void>;
  };
  readonly complete: {
    readonly fields: readonly AuthField[];
    readonly button: string;
    run(attempt: FormAttempt): Promise<SignInOutcome>;
  };
}

interface Method {
  /** The id of the contribution, or `<id>:<instance>` where the manifest says `instances`. */
  readonly id: string;
  /** Words on the button. */
  readonly title: string;
  /** Lower comes first where the instance names no order. */
  readonly order: number;
  /** Asked at every sign-in page: cheap, and it never throws. */
  available(): Availability;
}

/** A method of forms that the host draws. */
export interface FormMethod extends Method {
  readonly kind: 'form';
  /** By name, as in the address of its page; `sign-in` is drawn on the sign-in page itself. */
  readonly flows: Readonly<Record<string, FormFlow>> & { readonly 'sign-in': FormFlow };
}

/** An OpenID Connect provider as the host speaks to it: code flow with PKCE, state and nonce, all of them always. */
export interface OidcClient {
  /** The `iss` of its ID tokens, exactly. */
  readonly issuer: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly jwksUrl: string;
  readonly clientId: string;
  /** Name of the secret; the value never reaches the plugin. */
  readonly clientSecret: string;
  readonly scopes: readonly string[];
  readonly algorithms: readonly ('RS256' | 'PS256' | 'ES256')[];
  /** How the client proves itself at the token endpoint. */
  readonly tokenAuth: 'post' | 'basic';
  /** True when the provider puts its issuer into the answer (RFC 9207); one without is refused then. */
  readonly issuerInAnswer: boolean;
  /** Further parameters of the first address, such as `hd`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What came back, after the host has verified signature, issuer, audience, expiry and nonce of the ID token. */
export interface Handshake {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly accessToken?: string;
}

/** The groups of one person at a provider. An empty answer and a failed one are different things. */
export type GroupsAnswer =
  | { readonly kind: 'ok'; readonly groups: readonly string[] }
  | { readonly kind: 'empty' }
  | { readonly kind: 'error'; readonly reason: string };

/** A method that sends the browser to an identity provider and back. */
export interface RedirectMethod extends Method {
  readonly kind: 'redirect';
  /** May read a discovery document; called at every start and at every return. */
  client(): Promise<OidcClient>;
  complete(handshake: Handshake): Promise<SignInOutcome>;
  /** Domains whose people may get an account here, instead of the instance's `auth.allowed_domain`; same form. */
  readonly allowedDomain?: string;
  /** Addresses or names of the person's groups. At a sign-in there is a handshake, in the hourly run there is none. */
  groups?(of: { readonly claim: Claim; readonly handshake?: Handshake }): Promise<GroupsAnswer>;
  /** True when groups can be asked for without a handshake; the host then does so every hour. */
  readonly groupsAtAnyTime?: boolean;
}

/** A way in. Whatever it proves is a claim; the host alone decides who that is and opens the session. */
export type SignInMethod = FormMethod | RedirectMethod;

/** What sign-in methods are made from. */
export interface AuthHost<Settings = Readonly<Record<string, unknown>>> {
  readonly settings: Settings;
  /** Reaches the hosts declared in the manifest, and no other. */
  readonly http: Http;
  readonly log: (message: string) => void;
  /** Whether mail can leave this host. */
  readonly mail: () => Availability;
  /** Whether a secret of this name is set. */
  readonly hasSecret: (name: string) => boolean;
  /** True on the machine of a developer, and never where others can reach the host. */
  readonly isDevelopment: boolean;
}

/** What a plugin contributes as `authProviders`: one method, or one for each instance in its settings. */
export interface AuthProvider<Settings = Readonly<Record<string, unknown>>> {
  readonly id: string;
  readonly methods: (host: AuthHost<Settings>) => readonly SignInMethod[];
}

/** Declares sign-in methods; the default export of their entry. */
export const defineAuthProvider = <Settings = Readonly<Record<string, unknown>>>(
  provider: AuthProvider<Settings>,
): AuthProvider<Settings> => provider;
