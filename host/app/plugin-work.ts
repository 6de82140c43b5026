import type { Jobs } from '../jobs/jobs.ts';
import { reasonOf } from '../kernel/reason.ts';
import { changeHandlers } from '../plugin-manager/plugin-jobs.ts';
import type { PluginManager } from '../plugin-manager/plugin-manager.ts';
import { keepPlugins } from '../plugin-manager/plugins-repository.ts';
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

/** Goes on watching plugins that were new when the host ended; disposing ends that. */
export const watchOn = ({
  pluginManager,
  log,
}: Pick<Outside, 'log'> & { readonly pluginManager: PluginManager }): AsyncDisposable => {
  const stopping = new AbortController();
  const watched = pluginManager
    .resume(stopping.signal)
    .catch((error: unknown) => log('plugin', { message: 'After the start.', error: reasonOf(error) }));
  return {
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await watched;
    },
  };
};
