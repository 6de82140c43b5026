import { defineError } from '@agnes/sdk/errors';
import type { HttpClient } from '../http/client.ts';
import { type JsonObject, objectsOf } from '../json/values.ts';

const noSuchSavedQuery = defineError<{ query: string }>({
  code: 'saved_query_not_found',
  kind: 'not_found',
  message: ({ query }) => `You have no saved query "${query}".`,
  hint: 'agnes saved-queries list shows the ones you have.',
});

/** The queries the caller has saved. */
export const savedQueries = async (http: HttpClient): Promise<readonly JsonObject[]> =>
  objectsOf((await http.object({ path: '/api/query/saved' }))['saved']);

/** The one with this id, else the one with this name. */
export const findSaved = async (http: HttpClient, wanted: string): Promise<JsonObject> => {
  const all = await savedQueries(http);
  const found = all.find(({ id }) => id === wanted) ?? all.find(({ name }) => name === wanted.trim());
  if (!found) throw noSuchSavedQuery({ query: wanted });
  return found;
};

/** Where a saved query is on the server. */
export const savedPath = ({ id }: JsonObject): string => `/api/query/saved/${encodeURIComponent(String(id))}`;
