import { amountOf, countOf } from './figures.ts';

/** A page of a list whose length is known. */
export interface PageOfList {
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  readonly noun: string;
}

/** What `pager.mustache` is filled with; nothing for a list that fits on one page. */
export const pagerOf = (
  { page, pageSize, total, noun }: PageOfList,
  hrefOf: (page: number) => string,
): object | undefined => {
  if (total <= pageSize) return undefined;
  const first = (page - 1) * pageSize + 1;
  const last = Math.min(page * pageSize, total);
  return {
    says:
      first > total
        ? `There are ${amountOf(total, noun)}.`
        : `${countOf(first)}–${countOf(last)} of ${amountOf(total, noun)}`,
    ...(page > 1 && { back: { href: hrefOf(page - 1), label: 'Previous' } }),
    ...(last < total && first <= total && { next: { href: hrefOf(page + 1), label: 'Next' } }),
  };
};

/** The same for a list that only tells where it goes on. */
export const cursorPager = (
  { next, isFirst }: { readonly next: string | undefined; readonly isFirst: boolean },
  firstHref: string,
): object | undefined => {
  if (next === undefined && isFirst) return undefined;
  return {
    ...(!isFirst && { back: { href: firstHref, label: 'First page' } }),
    ...(next !== undefined && { next: { href: next, label: 'Next page' } }),
  };
};
