import { type Params, paramsBody } from '../database/params.ts';
import type { JsonObject } from '../json/values.ts';

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
