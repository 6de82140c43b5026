import { spawn } from 'node:child_process';
import type { Session } from '../session/session.ts';
import { isOlder, version } from '../version.ts';
import type { World } from '../world.ts';
import { type LastCheck, lastCheck, writeCheck } from './last-check.ts';

const goodFor = 24 * 60 * 60_000;
const badFor = 5 * 60_000;

/** Says once that there is a newer program, as an earlier look found out, and has the next look made. Waits for none. */
export const noticeUpdate = async (session: Session): Promise<void> => {
  const { world, out, reached: server } = session;
  const isUnwanted = out.manner.json || out.manner.quiet || Boolean(world.env['AGNES_NO_UPDATE_CHECK']);
  if (isUnwanted || !world.stderr.isTTY || server === undefined) return;
  // What is told is followed, and what a folder names alone is not.
  if (!(await session.isServerChosen())) return;
  const known = await lastCheck(session);
  const last = known?.server === server ? known : undefined;
  if (last?.version !== undefined && !last.isTold && isOlder(version, last.version)) {
    out.note(`agnes ${last.version} is out, this is ${version}. Run: agnes update`);
    await writeCheck(session, { ...last, isTold: true });
  }
  if (last && isFresh(last, world.now())) return;
  // Also what never comes back counts as a look.
  await writeCheck(session, { server, at: world.now(), isGood: false, isTold: true, version: last?.version });
  lookAgain(world, server);
};

// A time in the future is that of a clock that was put right since.
const isFresh = ({ at, isGood }: LastCheck, now: number): boolean =>
  now >= at && now - at < (isGood ? goodFor : badFor);

const lookAgain = ({ execPath, program, env }: World, server: string): void => {
  const args = ['update', '--check', '--json', '--server', server, '--timeout', '3'];
  const { AGNES_TOKEN: _secret, ...harmless } = env;
  const options = { detached: true, stdio: 'ignore', env: harmless } as const;
  const child = spawn(execPath, [program, ...args], options);
  child.once('error', () => undefined);
  child.unref();
};
