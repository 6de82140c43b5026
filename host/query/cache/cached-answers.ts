import { createHash } from 'node:crypto';
import { startDeadline } from '../deadline.ts';
import type { QueryAnswer, QueryPool } from '../pool.ts';
import type { QueryRequest } from '../query-request.ts';
import type { AnswerCache, KeptAnswer } from './answer-cache.ts';
import { answerKey } from './answer-key.ts';

/** What answering out of memory needs. */
export interface CachedAnswersDeps {
  readonly pool: Pick<QueryPool, 'run'>;
  readonly cache: AnswerCache;
}

/** How many statements it remembers not to be worth waiting for. */
const mostPassing = 1_000;

/**
 * A pool that computes an answer once. Who may have it was settled before: the request holds the scope, and the scope
 * is part of the key, so that another grant or another generation never finds it.
 */
export class CachedAnswers {
  readonly #pool: Pick<QueryPool, 'run'>;
  readonly #cache: AnswerCache;
  readonly #computing = new Map<string, Promise<unknown>>();
  /** Keys of answers that were not kept. */
  readonly #passing = new Set<string>();

  constructor({ pool, cache }: CachedAnswersDeps) {
    this.#pool = pool;
    this.#cache = cache;
  }

  /** As `QueryPool.run`, and says what the cache had to do with it. */
  async run(request: QueryRequest): Promise<QueryAnswer> {
    const key = answerKey(request);
    if (key === undefined) return this.#pool.run(request);
    const kept = this.#cache.get(key);
    if (kept) return answerOf(kept);
    const other = this.#passing.has(key) ? undefined : this.#computing.get(key);
    return other ? this.#after(other, key, request) : this.#compute(key, request);
  }

  /** Waits for whoever asked the same just before, within its own time. Where that gave nothing, it asks for itself. */
  async #after(other: Promise<unknown>, key: string, request: QueryRequest): Promise<QueryAnswer> {
    const since = performance.now();
    using deadline = startDeadline(request.timeoutMs, request.signal);
    const { promise: over, reject } = Promise.withResolvers<never>();
    const onOver = (): void => reject(deadline.signal.reason);
    deadline.signal.addEventListener('abort', onOver, { once: true });
    if (deadline.signal.aborted) onOver();
    await Promise.race([other, over]);
    const kept = this.#cache.get(key);
    if (kept) return answerOf(kept);
    const timeoutMs = Math.max(1, Math.round(request.timeoutMs - (performance.now() - since)));
    return this.#keep(key, await this.#pool.run({ ...request, timeoutMs }));
  }

  async #compute(key: string, request: QueryRequest): Promise<QueryAnswer> {
    const answer = this.#pool.run(request).then((begun) => this.#keep(key, begun));
    const settled = answer.then(
      () => undefined,
      () => undefined,
    );
    this.#computing.set(key, settled);
    void settled.then(() => {
      if (this.#computing.get(key) === settled) this.#computing.delete(key);
    });
    return answer;
  }

  /** Keeps an answer that is there as a whole and would be the same again. */
  async #keep(key: string, answer: QueryAnswer): Promise<QueryAnswer> {
    const kept = await keptOf(answer);
    if (kept && this.#cache.put(key, kept)) return { ...answer, cache: 'miss', digest: kept.digest };
    this.#passing.add(key);
    const [oldest] = this.#passing;
    if (oldest !== undefined && this.#passing.size > mostPassing) this.#passing.delete(oldest);
    return answer;
  }
}

const keptOf = async (answer: QueryAnswer): Promise<KeptAnswer | undefined> => {
  const { columns, types, tables, isRepeatable, format, body, end } = answer;
  if (!isRepeatable || !Buffer.isBuffer(body)) return undefined;
  const whole = await end;
  const head = { columns, types, tables, isRepeatable, format, whole };
  const digest = createHash('sha256').update(JSON.stringify(head)).update(body).digest('hex');
  return { ...head, body, digest };
};

const answerOf = ({ whole, ...kept }: KeptAnswer): QueryAnswer => ({
  ...kept,
  bytes: () => kept.body.length,
  end: Promise.resolve(whole),
  cache: 'hit',
});
