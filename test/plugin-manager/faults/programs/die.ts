import { armCrashPoint } from '../../../../host/store/crash-point.ts';
import { openLab } from '../lab.ts';
import { failing } from '../versions.ts';

/* Changes the plugins of a data folder and is killed on the way: `<folder> <change> <version> <where>`. */

const [folder = '', change = '', version = '', where = ''] = process.argv.slice(2);
const lab = await openLab(folder);
const arm = (): void => {
  const ms = Number(where);
  if (Number.isNaN(ms)) armCrashPoint(where);
  else setTimeout(() => process.kill(process.pid, 'SIGKILL'), ms);
};

const changes: Readonly<Record<string, () => Promise<unknown>>> = {
  apply: async () => {
    const wanted = await lab.plan(version);
    arm();
    return lab.apply(wanted);
  },
  // The files of the version are brought while it is killed.
  bring: async () => {
    arm();
    return lab.apply(await lab.plan(version));
  },
  rollback: async () => {
    arm();
    return lab.parts.manager.rollback(undefined);
  },
  // It is killed while it takes back a version that fails.
  'take-back': async () => {
    const wanted = await lab.plan(failing);
    lab.parts.world.soak = async () => {
      for (let call = 0; call < 3; call += 1) await lab.parts.answer();
      arm();
    };
    return lab.apply(wanted).catch(() => undefined);
  },
};

await changes[change]?.();
// Killed by now, unless a moment was chosen that lies behind the end.
await lab.close();
