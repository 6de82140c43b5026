import type { QueryAnswer } from '../pool.ts';

/** The answer of a statement; it is cut, too, when what it was made of was. */
export const cutAnswer = (answer: QueryAnswer, { isCut }: { readonly isCut: boolean }): QueryAnswer => {
  if (!isCut) return answer;
  const end = answer.end.then((known) => ({ ...known, truncated: true }));
  // Whoever waits for it is told.
  end.catch(() => {});
  return { ...answer, end };
};
