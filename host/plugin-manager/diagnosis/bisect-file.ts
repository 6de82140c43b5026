import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkerFor, type Static, Type } from '@agnes/sdk';
import { canonicalJson } from '../../kernel/generation-lock.ts';
import { utc } from '../../kernel/utc.ts';
import { writeDurably } from '../../store/durable-file.ts';
import { bisectRunning } from './errors.ts';

const ids = Type.Array(Type.String());

const schema = Type.Object(
  {
    outcome: Type.Union([
      Type.Literal('running'),
      Type.Literal('found'),
      Type.Literal('none'),
      Type.Literal('stopped'),
    ]),
    began: Type.Integer({ minimum: 1, description: 'The generation it began from and ends with.' }),
    good: Type.Union([Type.Integer(), Type.Null()]),
    by: Type.String(),
    at: Type.Number({ description: 'When it began, in ms.' }),
    all: ids,
    suspects: ids,
    on: ids,
    step: Type.Integer({ description: 'The generation that is looked at; 0: not yet in place.' }),
    culprit: Type.Union([Type.String(), Type.Null()]),
    isRestored: Type.Boolean(),
  },
  { additionalProperties: false },
);

/** How far a search has come. */
export type BisectState = Static<typeof schema>;

const check = checkerFor(schema, { compiled: 'later' });

/** Where a search for a plugin that breaks is written down, so that it goes on after a restart. */
export class BisectFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** The last search, whether it has ended or not. One that cannot be read is none: it must not lock anybody out. */
  async read(): Promise<BisectState | undefined> {
    const text = await this.text();
    return text === undefined ? undefined : stateIn(text);
  }

  /** What the file holds, as it is. */
  async text(): Promise<string | undefined> {
    return readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
  }

  async write(state: BisectState): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    await writeDurably(this.#path, canonicalJson(state));
  }

  /** Throws while a search is on: whoever changes plugins now would lead it astray. */
  async refuseWhileRunning(): Promise<void> {
    const state = await this.read();
    if (state && !state.isRestored) throw bisectRunning({ since: utc(state.at) });
  }
}

const stateIn = (text: string): BisectState | undefined => {
  try {
    const checked = check(JSON.parse(text));
    return checked.ok ? checked.value : undefined;
  } catch {
    return undefined;
  }
};
