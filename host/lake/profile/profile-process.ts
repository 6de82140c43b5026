import { fileURLToPath } from 'node:url';
import type { Timers } from '../../http/timers.ts';
import { type Child, startChild } from '../../kernel/child-process.ts';
import { ownProgramEnv } from '../../kernel/own-program.ts';
import { parseExact } from './exact-json.ts';
import type { Profile } from './profile.ts';
import type {
  ProfileAnswer,
  ProfiledFiles,
  ProfileLimits,
  ProfileRequest,
  Related,
  RelationCandidate,
} from './profile-messages.ts';

/** What a profile may cost. */
export const profileLimits: ProfileLimits = {
  rows: 500_000,
  cells: 40_000_000,
  columns: 2_000,
  memoryMb: 1_024,
};

/** Beyond the engine's own budget: Node, and what the engine does not count. */
const headroomMb = 2_048;
const megabyte = 1024 * 1024;
const longestMs = 600_000;
const program = fileURLToPath(new URL('./profile-worker.ts', import.meta.url));

/** Speaks to one process. */
export interface ProfileTalk {
  /** The profile, and as it is to be kept. */
  profile(table: ProfiledFiles): Promise<{ readonly profile: Profile; readonly text: string }>;
  /** For each candidate what it came to. */
  relate(table: ProfiledFiles, candidates: readonly RelationCandidate[]): Promise<readonly Related[]>;
}

interface TalkOptions {
  readonly timers: Timers;
  readonly signal: AbortSignal;
  /** Why the process did not answer, as an error. */
  readonly failure: (reason: string) => Error;
  readonly limits?: ProfileLimits;
}

/** Starts a process for one table, lets `use` speak to it for at most ten minutes, and ends it. */
export const withProfileProcess = async <T>(
  { timers, signal, failure, limits = profileLimits }: TalkOptions,
  use: (talk: ProfileTalk) => Promise<T>,
): Promise<T> => {
  signal.throwIfAborted();
  const child = startChild({
    program,
    env: ownProgramEnv(),
    dataLimitBytes: (limits.memoryMb + headroomMb) * megabyte,
    signal,
  });
  let isLate = false;
  const callOff = timers.after(longestMs, () => {
    isLate = true;
    child.kill();
  });
  try {
    return await use(talkOver(child, limits, (reason) => failure(isLate ? tookTooLong : reason)));
  } finally {
    callOff();
    // A statement at work would not let it see that its channel has ended.
    child.kill();
    await child.exited;
    signal.throwIfAborted();
  }
};

const tookTooLong = `it took longer than ${longestMs / 60_000} minutes`;

const talkOver = (child: Child, limits: ProfileLimits, failure: TalkOptions['failure']): ProfileTalk => {
  const answers = child.channel.messages[Symbol.asyncIterator]();
  const next = async (): Promise<ProfileAnswer> => {
    const { value, done } = await answers.next();
    if (done) throw failure(await endOf(child));
    // The process and this module are one version.
    const answer = value as ProfileAnswer;
    if (answer.type === 'failed') throw failure(answer.why);
    return answer;
  };
  const ask = async (request: ProfileRequest): Promise<void> => {
    await child.channel.send(request).catch(async () => {
      throw failure(await endOf(child));
    });
  };
  return {
    profile: async (table) => {
      await ask({ command: 'profile', table, limits });
      const pieces: string[] = [];
      for (let answer = await next(); answer.type === 'piece'; answer = await next())
        pieces.push(answer.text);
      const text = pieces.join('');
      return { profile: parseExact(text) as Profile, text };
    },
    relate: async (table, candidates) => {
      await ask({ command: 'relate', table, candidates, limits });
      const answer = await next();
      return answer.type === 'related' ? answer.related : [];
    },
  };
};

const endOf = async (child: Child): Promise<string> => {
  const { code, signal } = await child.exited;
  return `its process ended with ${signal ?? code}; its cells may be too large, or a file made to harm`;
};
