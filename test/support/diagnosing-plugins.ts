import { Bisect } from '../../host/plugin-manager/diagnosis/bisect.ts';
import { Diagnosis } from '../../host/plugin-manager/diagnosis/diagnosis.ts';
import { managing, network } from './managing-plugins.ts';

type Managed = Awaited<ReturnType<typeof managing>>;

/** What finds out what is wrong, over such a manager; `world` is what a test makes of the rest of the host. */
export const diagnosing = ({ folders, plugins, generations, manager, parts }: Managed) => {
  const world = {
    isSafe: false,
    secrets: [] as readonly string[],
    required: [] as readonly string[],
    putAway: [] as readonly string[],
    signIns: ['password'],
    now: 0,
    free: 2 ** 40,
  };
  const now = () => world.now;
  const { store, log, files, bisectFile: file, packages } = parts;
  const search = () =>
    new Bisect({
      isRequired: (id) => world.required.includes(id),
      isPutAway: ({ id }) => world.putAway.includes(id),
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

/** 1.0.0, upgraded to 1.1.0 which may do more, then gone back to by hand, which pins. */
export const upgraded = async (t: Parameters<typeof managing>[0]) => {
  const managed = await managing(t);
  const { install, package_, plans, manager } = managed;
  await install(await package_('1.0.0'));
  await install(await package_('1.1.0', { capabilities: { network } }), ['network:api.example.com']);
  const wanted = {
    install: [{ id: 'acme/orders', version: '1.0.0' }],
    remove: [],
    grants: {},
    pinSources: {},
  };
  const back = await plans.make(wanted, AbortSignal.timeout(60_000));
  await manager.apply(
    plans.take(back.id, { hash: back.hash, approve: [], by: 'u1' }),
    AbortSignal.timeout(60_000),
  );
  return { ...managed, host: managed.world, ...diagnosing(managed) };
};
