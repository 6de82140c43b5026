import { join } from 'node:path';
import { SignInMethods } from '../identity/sign-in/methods.ts';
import { findUser } from '../identity/users/repository.ts';
import { storeBeside } from '../kernel/find-plugins.ts';
import { Bisect } from '../plugin-manager/diagnosis/bisect.ts';
import { Diagnosis } from '../plugin-manager/diagnosis/diagnosis.ts';
import type { Packages } from '../plugin-manager/packages.ts';
import type { PluginManager } from '../plugin-manager/plugin-manager.ts';
import { spaceOf } from '../store/free-space.ts';
import { generationsIn, isSafeMode } from './boot-generation.ts';
import type { Outside } from './outside.ts';
import { bisectFileOf, type GenerationParts } from './plugin-manager-parts.ts';

/* What finds out what is wrong with plugins. */

interface DiagnosisParts extends Outside, GenerationParts {
  readonly pluginManager: PluginManager;
  readonly pluginPackages: Packages;
}

const bisectOf = (parts: DiagnosisParts) =>
  new Bisect({
    manager: parts.pluginManager,
    files: parts.pluginFiles,
    log: parts.pluginLog,
    file: bisectFileOf(parts),
    isRequired: (id) => parts.config.plugins[id]?.required ?? false,
    isPutAway: (entry) => parts.endings.reason(entry) !== undefined,
    hostVersion: parts.about.version,
    now: parts.now,
  });

export const pluginDiagnosisOf = (parts: DiagnosisParts) =>
  new Diagnosis({
    bisect: bisectOf(parts),
    plugins: parts.plugins,
    manager: parts.pluginManager,
    packages: parts.pluginPackages,
    store: () => storeBeside(join(parts.dataDir, 'plugins', 'local')),
    generations: generationsIn(parts.dataDir),
    files: parts.pluginFiles,
    systemStore: parts.store,
    file: bisectFileOf(parts),
    space: () => spaceOf(parts.dataDir),
    signIns: () => signInsOf(parts),
    hasSecret: (name) => parts.secrets.has(name),
    isSafe: () => isSafeMode(parts.conditions),
    nameOf: async (by) => {
      if (by.startsWith('system:')) return 'the host';
      return (await findUser(parts.store.read, by))?.email ?? by;
    },
    hostVersion: parts.about.version,
    now: parts.now,
  });

const signInsOf = ({ plugins, config: { auth } }: Outside): readonly string[] => {
  const loaded = () => plugins.signIns().map(({ method }) => method);
  const choice = { ...(auth.providers && { wanted: auth.providers }), disabled: auth.disabled_providers };
  return new SignInMethods(loaded, choice).available().map(({ id }) => id);
};
