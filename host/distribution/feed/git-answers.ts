import { hash } from 'node:crypto';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { asksForRefs, isWholeClone } from '../../../marketplace/feed/clone-request.ts';
import { packAnswer } from '../../../marketplace/feed/pack-answer.ts';
import {
  advertise,
  isSecondVersion,
  type UploadAnswer,
  uploadPack,
} from '../../../marketplace/feed/upload-pack.ts';
import type { GitSurroundings } from '../../../marketplace/mirror/git-environment.ts';
import { Kept } from './kept.ts';

interface GitAnswersDeps {
  readonly surroundings: GitSurroundings;
  readonly now: () => number;
}

/** What is asked of a repository, unpacked, in a version of the protocol. */
export interface GitQuestion {
  readonly folder: string;
  readonly asked: Buffer;
  readonly protocol: string | undefined;
}

const mostMs = 60_000;
const keptMs = 3_600_000;
const mostTold = 1_000;

/**
 * Answers that no git has to be started for again: a repository never changes, so neither does what is said of its refs,
 * and a clone of it is its pack.
 */
export class GitAnswers {
  readonly #surroundings: GitSurroundings;
  readonly #told: Kept<Buffer>;

  constructor({ surroundings, now }: GitAnswersDeps) {
    this.#surroundings = surroundings;
    this.#told = new Kept({ now, mostMs: keptMs, most: mostTold });
  }

  /** What a client is told first. */
  first(folder: string, protocol: string | undefined): Promise<Buffer> {
    const isSecond = isSecondVersion(protocol);
    return this.#told.get(`${folder} ${isSecond}`, 0, async () => {
      const told = await whole(advertise(folder, this.#call(protocol)));
      return isSecond ? told : Buffer.concat([serviceLine, told]);
    });
  }

  /** The answer to a question that is asked again and again; nothing when git has to think about it. */
  async ready({ folder, asked, protocol }: GitQuestion): Promise<Readable | undefined> {
    if (!isSecondVersion(protocol)) return undefined;
    if (isWholeClone(asked, basename(folder, '.git'))) return packAnswer(folder);
    if (!asksForRefs(asked)) return undefined;
    const key = `${folder} ${hash('sha256', asked)}`;
    const refs = await this.#told.get(key, 0, () => whole(uploadPack(folder, asked, this.#call(protocol))));
    return Readable.from([refs]);
  }

  /** Others wait for it, too: whoever asked first cannot stop it by going away. */
  #call(protocol: string | undefined) {
    return { surroundings: this.#surroundings, protocol, signal: AbortSignal.timeout(mostMs) };
  }
}

const serviceLine = Buffer.from('001e# service=git-upload-pack\n0000');

const whole = async (answering: UploadAnswer): Promise<Buffer> => {
  await using answer = answering;
  const told = Buffer.concat(await Array.fromAsync(answer.output));
  await answer.ended;
  return told;
};
