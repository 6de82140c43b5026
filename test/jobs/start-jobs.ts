import type { ExecutionContext } from 'ava';
import { bind } from '../../host/http/operation.ts';
import { jobOperations } from '../../host/jobs/operations.ts';
import { startServer } from '../support/start-server.ts';
import { openJobs } from './open-jobs.ts';

const people = {
  admin: { userId: 'u0', email: 'a@x', isAdmin: true, kind: 'session' },
  ann: { userId: 'u1', email: 'b@x', isAdmin: false, kind: 'session' },
  bob: { userId: 'u2', email: 'c@x', isAdmin: false, kind: 'session' },
} as const;

/** Headers of somebody `startJobs` knows. */
export const as = (who: keyof typeof people, headers: Record<string, string> = {}) => ({
  headers: { authorization: `Bearer ${who}`, ...headers },
});

/** Jobs, not started, behind a real server. */
export const startJobs = async (t: ExecutionContext) => {
  const opened = await openJobs(t);
  const origin = await startServer(t, bind(jobOperations, { ...opened, now: opened.clock.now }), people);
  return { ...opened, origin };
};
