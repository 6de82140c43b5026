/** Who does what to which thing, for the audit row that is written in the same transaction as the change. */
export interface Intent {
  readonly action: string;
  readonly actor: {
    readonly userId?: string;
    readonly email?: string;
    readonly kind: 'session' | 'pat' | 'oauth' | 'scheduler' | 'system' | 'cli' | 'anonymous';
    readonly tokenId?: string;
  };
  readonly resource?: string;
  /** Shown in the audit log; secrets never get in here. */
  readonly params?: Readonly<Record<string, unknown>>;
  readonly requestId?: string;
  readonly ip?: string;
}

const written = new WeakSet<Intent>();

/** Called by the store once the audit row is in the transaction. */
export const markWritten = (intent: Intent): void => {
  written.add(intent);
};

/** True once the change that carried this intent has its audit row. */
export const wasWritten = (intent: Intent): boolean => written.has(intent);

/** The intent of work the host does by itself. */
export const systemIntent = (action: string, resource?: string): Intent => ({
  action,
  actor: { kind: 'system' },
  ...(resource !== undefined && { resource }),
});
