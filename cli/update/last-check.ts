import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder, writeDurably } from '../files/durable-file.ts';
import { numberOf, objectOf, readJson, textOf } from '../json/values.ts';
import type { Session } from '../session/session.ts';

/** What is remembered of the last look at what a server hands out. */
export interface LastCheck {
  readonly server: string;
  /** Milliseconds UTC. */
  readonly at: number;
  /** False when the server could not say, or has not yet. */
  readonly isGood: boolean;
  readonly version: string | undefined;
  /** True when somebody has been told. */
  readonly isTold: boolean;
}

type Keeper = Pick<Session, 'configFolder' | 'world'>;

const pathIn = ({ configFolder }: Keeper): string => join(configFolder, 'update-check.json');

/** The last check; a file that says nothing is none. */
export const lastCheck = async (session: Keeper): Promise<LastCheck | undefined> => {
  const values = objectOf(readJson(await readFile(pathIn(session), 'utf8').catch(() => '')));
  const [server, at] = [textOf(values['server']), numberOf(values['at'])];
  if (server === undefined || at === undefined) return undefined;
  const { isGood, isTold } = { isGood: values['good'] === true, isTold: values['told'] === true };
  return { server, at, isGood, isTold, version: textOf(values['version']) };
};

/** Remembers a check. A folder that cannot be written costs a notice, never a command. */
export const writeCheck = async (session: Keeper, check: LastCheck): Promise<void> => {
  const { server, at, isGood: good, isTold: told, version } = check;
  const text = `${JSON.stringify({ server, at, good, told, version })}\n`;
  await makePrivateFolder(session.configFolder)
    .then(() => writeDurably(pathIn(session), text, { mode: 0o600, pid: session.world.pid }))
    .catch(() => undefined);
};

/** Remembers what a server answered just now; `undefined` when it could not say. */
export const keepCheck = (session: Keeper, server: string, version: string | undefined): Promise<void> =>
  writeCheck(session, {
    ...{ server, version, isTold: false },
    at: session.world.now(),
    isGood: version !== undefined,
  });
