import { Bisect } from '../../host/plugin-manager/diagnosis/bisect.ts';
import { Diagnosis } from '../../host/plugin-manager/diagnosis/diagnosis.ts';
import type { managing } from './managing-plugins.ts';

type Managed = Awaited<ReturnType<typeof managing>>;

/** What finds out what is wrong, over such a manager; `world` is what a test makes of the rest of the host. */
export const diagnosing = ({ folders, plugins, generations, manager, parts }: Managed) => {
  const world = {
    isSafe: false,
    secrets: [] as readonly string[],
    required: [] as readonly string[],
    signIns: ['password'],
    now: 0,
    free: 2 ** 40,
  };
  const now = () => world.now;
  const { store, log, files, bisectFile: file, packages } = parts;
  const search = () =>
    new Bisect({
      isRequired: (id) => world.required.includes(id),
      manager,
      files,
      log,
      file,
      hostVersion: '0.1.0',
      now,
    });
  const diagnosis = new Diagnosis({
    bisect: search(),
    plugins,
    manager,
    packages,
    store: async () => folders.store,
    generations,
    files,
    systemStore: store,
    file,
    space: async () => ({ free: world.free, total: 2 ** 40 }),
    signIns: () => world.signIns,
    hasSecret: (name) => world.secrets.includes(name),
    isSafe: async () => world.isSafe,
    nameOf: async (by) => (by === 'u1' ? 'ada@example.com' : 'the host'),
    hostVersion: '0.1.0',
    now,
  });
  return { world, diagnosis, search };
};
