import type { Authorization } from './authorization.ts';

/** Under which purpose codes are kept. */
export const codePurpose = 'oauth_code';
/** How long a code can be exchanged. */
export const codeSeconds = 60;

/** What a code stands for, as it is kept beside its hash. */
export interface GivenCode extends Authorization {
  /** The session in which it was given; absent in development, where there is none. */
  readonly sessionId?: string;
}
