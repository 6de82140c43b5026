import { isPlatformError } from '@agnes/sdk';
import type { Principal } from '../../../host/http/principal.ts';
import type { Queries } from '../../../host/query/queries.ts';
import type { QueryAsk } from '../../../host/query/query-ask.ts';

/** What somebody was told in the end: everything of the answer, or of the error, as text. */
export const toldTo = async (
  queries: Queries,
  who: Principal,
  ask: Omit<QueryAsk, 'format'>,
): Promise<{ readonly code: string; readonly text: string }> => {
  try {
    const call = { requestId: 'r', signal: new AbortController().signal };
    const { body, columns } = await queries.run(who, { format: 'json', ...ask }, call);
    const bytes = Buffer.isBuffer(body) ? body : Buffer.concat(await body.toArray());
    return { code: 'ok', text: `${JSON.stringify(columns)}${bytes.toString('utf8')}` };
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    return { code: error.code, text: JSON.stringify([error.message, error.hint, error.details]) };
  }
};
