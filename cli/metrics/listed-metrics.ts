import type { HttpClient } from '../http/client.ts';
import type { Input } from '../input.ts';
import type { JsonObject } from '../json/values.ts';

/** The metrics that the call asks for. */
export const listedMetrics = async (input: Input, http: HttpClient): Promise<JsonObject> => {
  const asked = Object.entries({ category: input.text('category'), q: input.text('search') });
  const query = new URLSearchParams(
    asked.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ).toString();
  return http.object({ path: `/api/metrics${query === '' ? '' : `?${query}`}` });
};
