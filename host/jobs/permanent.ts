import type { ErrorKind } from '@agnes/sdk';

const permanentKinds: readonly ErrorKind[] = ['invalid', 'forbidden', 'not_found', 'conflict'];

/** True when the same attempt would fail the same way until somebody changes something. */
export const isPermanent = (kind: ErrorKind): boolean => permanentKinds.includes(kind);
