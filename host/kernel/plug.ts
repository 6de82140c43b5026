import type { Manifest } from '@agnes/sdk';
import { type Activated, type ActivationDeps, activate } from './activate.ts';
import { inProcessKinds } from './contributions.ts';
import type { Found } from './found.ts';
import { canonicalJson } from './generation-lock.ts';
import type { Standing } from './plugin-state.ts';
import { reasonOf } from './reason.ts';
import { refusedStanding } from './refused.ts';

/** A plugin that was found, at work or not. */
export type Plugged = { readonly found: Found; readonly sameness: string } & (
  | { readonly activated: Activated; readonly refused?: undefined }
  | { readonly activated?: undefined; readonly refused: Standing }
);

/** Starts what was found, unless it runs already as it is to be: then that goes on, with the new table. */
export const plugAll = async (
  all: readonly Found[],
  running: readonly Plugged[],
  deps: ActivationDeps,
): Promise<readonly Plugged[]> => {
  const plugged: Plugged[] = [];
  for (const found of all) {
    const sameness = samenessOf(found, deps);
    const same = running.find((one) => one.sameness === sameness);
    same?.activated?.taps.join(deps.hooks);
    plugged.push(same ?? { ...(await plug(found, deps)), sameness });
  }
  return plugged;
};

/** Ends what a plugin had acquired, when the calls of it that are under way have ended. Leaks are told. */
export const unplug = async (
  { found, activated }: Plugged,
  log: (message: string) => void,
): Promise<void> => {
  await activated?.taps.idle();
  activated?.health.retire();
  const leaks = (await activated?.scope.release()) ?? [];
  for (const leak of leaks) log(`Plugin "${found.id}" leaked: ${reasonOf(leak)}`);
};

const plug = async (found: Found, deps: ActivationDeps) => {
  if (found.refused) return { found, refused: refusedStanding(found.refused, deps.now()) };
  const { lock, manifest } = found;
  try {
    await using _survived = lock && isInProcess(manifest) ? await deps.endings?.loading(lock) : undefined;
    return { found, activated: await activate(found, deps) };
  } catch (cause) {
    return { found, refused: refusedStanding(cause, deps.now()) };
  }
};

const isInProcess = (manifest: Manifest): boolean => inProcessKinds(manifest).length > 0;

// The folder of an installed plugin is named by its content.
const samenessOf = ({ id, folder, lock, manifest, refused }: Found, { settingsOf }: ActivationDeps): string =>
  canonicalJson({
    id,
    folder,
    lock: lock && { grants: lock.grants, sources: lock.sources ?? null },
    version: manifest?.version ?? null,
    settings: manifest ? (settingsOf(manifest) ?? null) : null,
    refused: refused?.message ?? null,
  });
