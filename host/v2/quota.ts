import { isPlatformError } from '@agnes/sdk/errors';
import { quotaExceeded } from './errors.ts';

/** Does something within what one user may have; says of a refusal what scans say of it. */
export const withinQuota = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (cause) {
    throw isPlatformError(cause) ? (quotaOf(cause.code, cause.details, cause) ?? cause) : cause;
  }
};

const kinds: Readonly<Record<string, 'concurrent_scans' | 'daily_bytes'>> = {
  concurrent_slot_exceeded: 'concurrent_scans',
  daily_byte_cap_exceeded: 'daily_bytes',
};

const quotaOf = (
  code: string,
  { detail }: Readonly<Record<string, unknown>>,
  cause: Error,
): Error | undefined => {
  const kind = kinds[code];
  if (!kind) return undefined;
  // The shape is that of the two errors.
  const { current, limit, retry_after_seconds } = detail as Readonly<
    Record<'current' | 'limit' | 'retry_after_seconds', number>
  >;
  return quotaExceeded(
    {
      detail: { error: 'quota_exceeded', kind, current, limit, retry_after_seconds },
      retry_after_seconds,
    },
    { cause },
  );
};
