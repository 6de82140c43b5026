import { secretPaths } from '@agnes/sdk/secret-paths';
import { settingAt } from '../../kernel/broker-rules.ts';
import type { Plugins } from '../../kernel/plugins.ts';
import type { Source } from '../source.ts';

/** Who may name secrets: sources, and plugins in their own settings. */
export interface SecretNamers {
  readonly sources: readonly Pick<Source, 'slug' | 'secretRefs'>[];
  readonly plugins: Pick<Plugins, 'manifests' | 'settingsOf'>;
}

/** Who needs a secret: `source:<slug>`, `plugin:<publisher>/<slug>`. */
export const usersOfSecret = (name: string, { sources, plugins }: SecretNamers): readonly string[] => [
  ...sources
    .filter(({ secretRefs }) => Object.values(secretRefs).includes(name))
    .map(({ slug }) => `source:${slug}`),
  ...plugins
    .manifests()
    .filter((manifest) => {
      const settings = plugins.settingsOf(manifest);
      return secretPaths(manifest).some((path) =>
        [settingAt(settings, path.split('.'))].flat().includes(name),
      );
    })
    .map(({ id }) => `plugin:${id}`),
];
