import type { Jobs } from '../jobs/jobs.ts';
import { reasonOf } from '../kernel/reason.ts';
import { changeHandlers } from '../plugin-manager/plugin-jobs.ts';
import type { PluginManager } from '../plugin-manager/plugin-manager.ts';
import { keepPlugins } from '../plugin-manager/plugins-repository.ts';
import { isSafeMode } from './boot-generation.ts';
import type { Outside } from './outside.ts';

type TableParts = Pick<Outside, 'plugins' | 'store' | 'now' | 'log'>;

/** Writes down which plugins there are. Nobody decides by it, so a host goes on without. */
export const tellPlugins = async ({ plugins, store, now, log }: TableParts): Promise<void> => {
  await store
    .keep((tx) => keepPlugins(tx, plugins.list(), new Date(now())))
    .catch((error: unknown) => {
      log('plugin', {
        message: 'Which plugins there are could not be written down.',
        error: reasonOf(error),
      });
    });
};

/** Has the queue know who changes plugins. */
export const handlePluginChanges = ({
  jobs,
  pluginManager,
}: {
  readonly jobs: Jobs;
  readonly pluginManager: PluginManager;
}): void => {
  for (const [kind, handler] of Object.entries(changeHandlers(pluginManager))) jobs.handle(kind, handler);
};

interface WatchParts extends Pick<Outside, 'conditions' | 'log'> {
  readonly pluginManager: Pick<PluginManager, 'resume'>;
  readonly settingsChanged: (by: string) => Promise<void>;
}

/**
 * Goes on watching plugins that were new when the host ended, then takes over settings that were changed meanwhile;
 * disposing ends that. In safe mode nothing of what is to be watched is loaded: it waits for the next start.
 */
export const watchOn = ({ pluginManager, settingsChanged, conditions, log }: WatchParts): AsyncDisposable => {
  const stopping = new AbortController();
  const watch = async (): Promise<void> => {
    if (!(await isSafeMode(conditions))) await pluginManager.resume(stopping.signal);
  };
  const watched = watch()
    .catch((error: unknown) => log('plugin', { message: 'After the start.', error: reasonOf(error) }))
    .then(() => settingsChanged('system:host'));
  return {
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await watched;
    },
  };
};
