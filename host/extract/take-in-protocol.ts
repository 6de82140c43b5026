import type { ExtractEnd, ReadRequest, RowRead } from './read-messages.ts';
import type {
  PublishRequest,
  StageRequest,
  TableError,
  TablePublished,
  TableStaged,
} from './take-in-messages.ts';

/** What the take-in process is asked. */
export type TakeInRequest = StageRequest | PublishRequest | ReadRequest;

/** What it answers: tables as they are staged or read, then one closing message per request. */
export type TakeInAnswer =
  | { readonly type: 'table'; readonly table: TableStaged }
  | { readonly type: 'staged' }
  | { readonly type: 'published'; readonly tables: readonly TablePublished[] }
  | { readonly type: 'looking'; readonly name: string }
  | { readonly type: 'row'; readonly row: RowRead }
  | { readonly type: 'read'; readonly extract: ExtractEnd }
  | { readonly type: 'failed'; readonly error: TableError };
