/** Who is asking. Rights are not in here: they are computed from groups and grants at each request. */
export interface Principal {
  readonly userId: string;
  readonly email: string;
  readonly name?: string;
  /** Member of the system group Admin, at this request. */
  readonly isAdmin: boolean;
  /** `oauth`: an application that somebody connected. `scheduler` holds the secret of the scheduler and reaches only operations that name it. */
  readonly kind: 'session' | 'pat' | 'oauth' | 'system' | 'scheduler';
  /** Row behind the credential. */
  readonly tokenId?: string;
  /** Absent: all rights of the owner. A scope narrows, never widens. */
  readonly scopes?: readonly string[];
}
