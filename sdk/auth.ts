import type { Claim } from './hooks.ts';

/** What a sign-in method may use of the host. It never sees a hash, a user row or a session. */
export interface AuthContext {
  readonly passwords: {
    /** The claim of the user with this e-mail and password, or nothing. Takes equally long either way. */
    verify(email: string, password: string): Promise<Claim | undefined>;
  };
}

/** A field of the sign-in form that the host renders. */
export interface AuthField {
  readonly name: string;
  readonly label: string;
  readonly type: 'email' | 'password' | 'text';
  readonly autocomplete: string;
}

/** A sign-in method. It answers with a claim; the host alone decides who that is and opens the session. */
export interface AuthProvider {
  readonly id: string;
  readonly title: string;
  /** `form`: the host renders `fields` and hands the values to `complete`. */
  readonly kind: 'form';
  readonly fields: readonly AuthField[];
  /** The claim, or nothing when the values prove nothing. Throwing refuses the sign-in. */
  complete(values: Readonly<Record<string, string>>, context: AuthContext): Promise<Claim | undefined>;
}

/** Declares a sign-in method; the default export of its entry. */
export const defineAuthProvider = (provider: AuthProvider): AuthProvider => provider;
