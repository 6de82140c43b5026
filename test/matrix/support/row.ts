import type { Caller } from './callers.ts';

/** One operation as the matrix calls it, and what people get whose credential is in order. */
export interface Row {
  /** The path with its parameters filled in and, where there is one, its query. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** True: the body is sent as a form. */
  readonly form?: boolean;
  /** True: the credential is sent as the password of HTTP Basic. */
  readonly basic?: boolean;
  /** True: it is asked with the spare credentials, for the first ones are used up. */
  readonly spare?: boolean;
  readonly statuses: { readonly outsider: number; readonly reader: number; readonly admin: number };
  /** Where the rule of the access class does not hold. */
  readonly but?: Partial<Record<Caller, number>>;
}

type Sent = Partial<Pick<Row, 'body' | 'form' | 'basic' | 'spare' | 'but'>>;

/** Everybody gets the same, whoever they are. */
export const same = (path: string, status: number, sent: Sent = {}): Row => ({
  path,
  statuses: { outsider: status, reader: status, admin: status },
  ...sent,
});

/** Administrators get this; everybody else is turned away. */
export const admins = (path: string, status: number, sent: Sent = {}): Row => ({
  path,
  statuses: { outsider: 403, reader: 403, admin: status },
  ...sent,
});

/** What depends on the grant of the table. */
export const granted = (path: string, statuses: Row['statuses'], sent: Sent = {}): Row => ({
  path,
  statuses,
  ...sent,
});
