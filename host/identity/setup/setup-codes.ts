import { systemIntent } from '../../http/intent.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Memberships } from '../memberships.ts';
import type { OneShots } from '../one-shot/one-shots.ts';
import { voidOneShots } from '../one-shot/repository.ts';

interface SetupCodeDeps {
  readonly store: SystemStore;
  readonly memberships: Pick<Memberships, 'hasHumanAdmin'>;
  readonly oneShots: OneShots;
}

/** The code that makes the first administrator. */
export interface SetupCode {
  readonly code: string;
  readonly expiresAt: Date;
}

/** What the one-time codes of the first-time setup are for. */
export const setupCodePurpose = 'setup_code';
const lifeSeconds = 60 * 60;

/** A new code in the place of older ones, to be shown on the console only. Nothing once an administrator exists. */
export const issueSetupCode = async ({
  store,
  memberships,
  oneShots,
}: SetupCodeDeps): Promise<SetupCode | undefined> => {
  if (await memberships.hasHumanAdmin(store.read)) return undefined;
  const issued = await store.write(systemIntent('setup_code.issued'), async (tx) => {
    await voidOneShots(tx, { purpose: setupCodePurpose });
    return oneShots.issue(tx, { purpose: setupCodePurpose, lifeSeconds });
  });
  return { code: issued.token, expiresAt: issued.expiresAt };
};
