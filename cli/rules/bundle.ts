import type { HttpClient } from '../http/client.ts';
import { numberOf, objectsOf, textOf } from '../json/values.ts';

/** One item that an agent goes by. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly content: string;
  readonly domain: string | undefined;
  readonly category: string | undefined;
}

/** What the server wants agents of the caller to go by. */
export interface Bundle {
  readonly mandatory: readonly Rule[];
  readonly approved: readonly Rule[];
  readonly tokens: number;
  readonly budget: number;
  readonly isOverBudget: boolean;
  /** Digest over it; older servers say none. */
  readonly hash: string | undefined;
}

/** Asks for it. */
export const fetchBundle = async (http: HttpClient): Promise<Bundle> => {
  const answer = await http.object({ path: '/api/memory/bundle' });
  return {
    mandatory: rulesIn(answer['mandatory']),
    approved: rulesIn(answer['approved']),
    tokens: numberOf(answer['token_estimate']) ?? 0,
    budget: numberOf(answer['token_budget']) ?? 0,
    isOverBudget: answer['over_budget'] === true,
    hash: textOf(answer['hash']),
  };
};

// An id becomes the name of a file: what is none is left out.
const rulesIn = (value: unknown): readonly Rule[] =>
  objectsOf(value).flatMap(({ id, title, content, domain, category }) =>
    typeof id === 'string' && /^k[mv]_[0-9a-f]{12}$/.test(id)
      ? [
          {
            id,
            title: textOf(title) ?? id,
            content: textOf(content) ?? '',
            domain: textOf(domain),
            category: textOf(category),
          },
        ]
      : [],
  );
