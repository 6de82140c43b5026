import type { Run } from '../command.ts';
import { badUsage } from '../errors.ts';
import { textOf } from '../json/values.ts';
import { planAndApply } from './change.ts';
import { pluginPath } from './path.ts';
import { namedIn } from './source.ts';

/** Pins a plugin to the version it has, or to another one that was here; or ends that. */
export const pinPlugin =
  (pin: boolean): Run =>
  async (input, session) => {
    const [id, version] = namedIn(input.args[0] ?? '');
    const found = await (await session.http()).object({ path: pluginPath(id) });
    const wanted = version ?? textOf(found['version']);
    if (found['tree_hash'] === null || wanted === undefined)
      throw badUsage({
        reason: `${id} was not installed, so there is no version to choose.`,
        hint: 'What ships with the host has its version.',
      });
    return planAndApply(session, { install: [{ id, version: wanted, pin }] });
  };
