import { type Installing, installStep, problemOf } from '../install-step.ts';
import type { Step } from '../plan.ts';
import { checkState } from './migrations.ts';
import type { SettingsDraft } from './settings-draft.ts';

/** What installing a version comes to, its settings brought to what it wants and changed as is asked for. */
export const stepWithSettings = async (
  installing: Omit<Installing, 'nextSettings'>,
  draft: SettingsDraft,
  patch: Readonly<Record<string, unknown>> | undefined,
): Promise<Step> => {
  const { next, old } = installing;
  try {
    if (old) await checkState(next, old.state.version);
    if (old) await draft.bring(next, old.config.version);
    await draft.change({ manifest: next.manifest, patch });
    if (draft.slices.length === 0) return installStep(installing);
    return installStep({ ...installing, nextSettings: await draft.settings() });
  } catch (cause) {
    return { problem: problemOf(next.manifest.id, cause) };
  }
};
