import type { Static } from '@agnes/sdk';
import type { Plugins } from '../../kernel/plugins.ts';
import { utc } from '../../kernel/utc.ts';
import type { Space } from '../../store/free-space.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { GenerationFiles } from '../generation-files.ts';
import type { PluginManager } from '../plugin-manager.ts';
import type { BisectFile } from './bisect-file.ts';
import { type Check, type doctorWire, failure, fine, warning } from './doctor-check.ts';
import { generationChecks } from './generation-checks.ts';
import { generationRows } from './generation-rows-repository.ts';
import { pluginChecks } from './plugin-checks.ts';
import { storeChecks } from './store-checks.ts';

/** What examining a host needs. */
export interface DoctorDeps {
  /** Folder of the files that say which plugins there are. */
  readonly generations: string;
  /** Folder of the trees that were installed. */
  readonly store: () => Promise<string>;
  readonly systemStore: Pick<SystemStore, 'read'>;
  readonly plugins: Pick<Plugins, 'list'>;
  readonly manager: Pick<PluginManager, 'current' | 'records'>;
  readonly files: Pick<GenerationFiles, 'all'>;
  readonly file: BisectFile;
  readonly space: () => Promise<Space>;
  /** Ids of the ways to sign in that can be used now. */
  readonly signIns: () => readonly string[];
  readonly hasSecret: (name: string) => boolean;
  readonly isSafe: () => Promise<boolean>;
  readonly now: () => number;
}

/** Looks at everything that plugins rest on. Reads only. */
export const doctor = async (deps: DoctorDeps): Promise<Static<typeof doctorWire>> => {
  const { generations, manager, plugins, hasSecret, now, space } = deps;
  const current = await manager.current();
  const rows = await generationRows(deps.systemStore.read);
  const older = await deps.files.all();
  const checks = [
    ...(await generationChecks({ folder: generations, rows, now: now() })),
    ...(await storeChecks({ store: await deps.store(), current, older, space: await space() })),
    ...pluginChecks({
      states: plugins.list(),
      entries: current.plugins,
      records: await manager.records(),
      hasSecret,
    }),
    signInCheck(deps.signIns()),
    ...(await modeChecks(deps)),
  ];
  return { ok: checks.every(({ status }) => status !== 'fail'), checks };
};

const signInCheck = (methods: readonly string[]): Check =>
  methods.length > 0
    ? fine('sign_in', `People may sign in with ${methods.join(', ')}.`)
    : failure(
        'sign_in',
        'No way to sign in is left.',
        'Switch one on in auth.providers, or come in with agnes admin break-glass on the host.',
      );

/** Whether the host runs otherwise than usual, because somebody wanted it so. */
const modeChecks = async ({
  file,
  isSafe,
}: Pick<DoctorDeps, 'file' | 'isSafe'>): Promise<readonly Check[]> => {
  const search = await file.read();
  const checks: Check[] = [];
  if (search && !search.isRestored)
    checks.push(
      warning(
        'bisect',
        `A search for the plugin that breaks is on since ${utc(search.at)}; ${search.suspects.length} may be it.`,
        'Answer with agnes admin plugin bisect good or bad, or end it with stop.',
      ),
    );
  if (!search && (await file.text()) !== undefined)
    checks.push(
      failure('bisect', 'How far a search had come cannot be read.', 'Go back: agnes admin plugin rollback.'),
    );
  if (await isSafe())
    checks.push(
      warning('safe_mode', 'Only what ships with the host is loaded.', 'Start the host without --safe-mode.'),
    );
  return checks;
};
