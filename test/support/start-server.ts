import type { ExecutionContext } from 'ava';
import type { AnyOperation } from '../../host/http/operation.ts';
import { guardedServer, type People } from './guarded-server.ts';

/** Serves operations on a free port; resolves to the origin. */
export const startServer = async (
  t: ExecutionContext,
  operations: readonly AnyOperation[],
  people: People = {},
): Promise<string> => (await guardedServer(t, { operations, people })).url;
