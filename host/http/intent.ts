/** Who does what to which thing, for the audit row that is written in the same transaction as the change. */
export interface Intent {
  readonly action: string;
  readonly actor: {
    readonly userId?: string;
    readonly email?: string;
    readonly kind: 'session' | 'pat' | 'system' | 'cli' | 'anonymous';
    readonly tokenId?: string;
  };
  readonly resource?: string;
  /** Shown in the audit log; secrets never get in here. */
  readonly params?: Readonly<Record<string, unknown>>;
  readonly requestId?: string;
  readonly ip?: string;
}

/** The intent of work the host does by itself. */
export const systemIntent = (action: string, resource?: string): Intent => ({
  action,
  actor: { kind: 'system' },
  ...(resource !== undefined && { resource }),
});
