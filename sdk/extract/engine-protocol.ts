import type { Column } from '../column.ts';
import type {
  RemoteDescription,
  RemoteEstimate,
  RemoteLimits,
  RemoteStatement,
  RemoteTable,
} from '../engine.ts';
import type { ErrorKind } from '../errors.ts';
import type { Failure } from './failure.ts';
import type { RunOrder } from './protocol.ts';

/** What a child that is kept is started for, sent after its `hello`. */
export interface EngineOrder
  extends Pick<RunOrder, 'config' | 'source' | 'staging' | 'secrets' | 'kept' | 'sockets'> {
  readonly type: 'engine';
  /** Absolute path of the file whose default export is the engine. */
  readonly entry: string;
}

/** How much of an answer is taken: beyond it the statement is given up. */
export interface MostLanded {
  readonly rows: number;
  /** Bytes as they are written. */
  readonly bytes: number;
  /** True: what is beyond it is left out instead, and the answer says so. */
  readonly isCut?: boolean;
}

/** A question to an engine. */
export type EngineQuestion =
  | { readonly ask: 'describe'; readonly table: RemoteTable }
  | { readonly ask: 'estimate'; readonly statement: RemoteStatement }
  | {
      readonly ask: 'run';
      readonly statement: RemoteStatement;
      readonly limits: RemoteLimits;
      readonly most: MostLanded;
    };

/** From the host to a kept child. Ids are positive and used once; `stop` ends the question of that id. */
export type ToEngine =
  | EngineOrder
  | ({ readonly type: 'ask'; readonly id: number } & EngineQuestion)
  | { readonly type: 'stop'; readonly id: number };

/** Rows of one statement, written by the child as one JSON object per line. */
export interface LandedRows {
  readonly path: string;
  readonly columns: readonly Column[];
  readonly rows: number;
  /** True: there are more. */
  readonly isCut?: boolean;
}

/** A failure with what the host needs to tell it to whoever asked. */
export interface EngineFailure extends Failure {
  /** Absent for what is a bug of the plugin. */
  readonly kind?: ErrorKind;
  /** What the error says beside its sentence. */
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

/** What came of a question. */
export type EngineAnswer =
  | { readonly type: 'described'; readonly id: number; readonly description: RemoteDescription }
  | { readonly type: 'estimated'; readonly id: number; readonly estimate: RemoteEstimate }
  | { readonly type: 'landed'; readonly id: number; readonly landed: LandedRows }
  | { readonly type: 'refused'; readonly id: number; readonly error: EngineFailure };

/** From a kept child to the host, beside what every child says. Each question has exactly one answer. */
export type FromEngine =
  | EngineAnswer
  /** The statement has begun to answer: from here on it may cost. */
  | { readonly type: 'begun'; readonly id: number }
  | { readonly type: 'billed'; readonly id: number; readonly bytes: number };
