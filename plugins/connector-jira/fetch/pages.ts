import { answerStrange } from '../errors.ts';
import { at, integerOf, type Json, objectsOf, stringOf } from '../rows/json.ts';
import type { JiraClient } from './client.ts';

const pageSize = 100;
/** More pages than this no list of one issue has. */
const mostPages = 1_000;

/**
 * All items of a list of an issue: those that came with it, or, where Jira has more, every page. The two are in no common
 * order, and items come and go between pages: by their ids each is there once. Nothing when Jira does not find a page:
 * the first one alone is not the list.
 */
export const allItems = async (
  client: JiraClient,
  path: string,
  { first, total }: { readonly first: readonly Json[]; readonly total: number | null },
): Promise<readonly Json[] | undefined> => {
  if (total === null || total <= first.length) return byId(first);
  const items: Json[] = [];
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await client.get(`${path}?startAt=${items.length}&maxResults=${pageSize}`);
    if (answer.status === 'missing') return undefined;
    const found = objectsOf(at(answer.json, 'values') ?? at(answer.json, 'comments'));
    items.push(...found);
    const all = integerOf(at(answer.json, 'total')) ?? 0;
    if (found.length === 0 || items.length >= all) return byId([...first, ...items]);
  }
  throw answerStrange({ url: path, what: `more than ${mostPages} pages` });
};

/** Each id once, the last that came; by number, so that the order says nothing of how they were fetched. */
const byId = (items: readonly Json[]): readonly Json[] =>
  [...new Map(items.map((item) => [stringOf(item['id']) ?? JSON.stringify(item), item])).values()].sort(
    (a, b) => numberOf(a) - numberOf(b),
  );

const numberOf = (item: Json): number => Number(stringOf(item['id']) ?? Number.NaN) || 0;
