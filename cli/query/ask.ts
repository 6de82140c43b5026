import type { Call } from '../http-client.ts';
import type { JsonObject } from '../json-values.ts';
import { type Params, paramsBody } from './params.ts';
import type { Waiting } from './waiting.ts';

/** A statement as it is to be run. */
export interface Ask {
  readonly sql: string;
  readonly limit: number;
  readonly params: Params;
  /** After so many it is stopped; absent: the server decides. */
  readonly seconds: number | undefined;
}

/** It as the server takes it. */
export const askBody = ({ sql, limit, params, seconds }: Ask): JsonObject => ({
  sql,
  limit,
  ...paramsBody(params),
  ...(seconds !== undefined && { timeout_ms: seconds * 1000 }),
});

const patienceSeconds = 300;
const graceSeconds = 5;

/** How long its answer is waited for: a little longer than it may take, so that the server can say that it took too long. */
export const patience = (waiting?: Waiting): Pick<Call, 'seconds' | 'grace' | 'onHead'> => ({
  seconds: patienceSeconds,
  grace: graceSeconds,
  ...(waiting && { onHead: (answer) => waiting.watch(answer) }),
});
