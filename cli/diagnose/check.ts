import type { Patient } from './patient.ts';

/** What can be looked at by itself. */
export type Component =
  | 'configuration'
  | 'server'
  | 'clock'
  | 'version'
  | 'token'
  | 'access'
  | 'manifest'
  | 'workspace'
  | 'views'
  | 'hooks'
  | 'tools'
  | 'marketplace'
  | 'disk'
  | 'uploads'
  | 'services'
  | 'jobs'
  | 'sources'
  | 'secrets';

/** What was found. `unread`: it should have been looked at and could not be, which is never a good sign. */
export interface Finding {
  readonly state: 'ok' | 'warn' | 'fail' | 'skip';
  readonly reason: string;
  /** What to do about it. */
  readonly fix?: string;
  readonly unread?: true;
}

/** Something that is looked at. What it throws becomes its finding. */
export interface Check {
  readonly component: Component;
  readonly look: (patient: Patient) => Promise<Finding>;
  /** Mends what may be mended without asking: nothing is lost by it, and calling it twice is once. */
  readonly mend?: (patient: Patient) => Promise<void>;
}

/** All is well. */
export const ok = (reason: string): Finding => ({ state: 'ok', reason });

/** It works, and will not for long or not wholly. */
export const warn = (reason: string, fix: string): Finding => ({ state: 'warn', reason, fix });

/** It does not work. */
export const fail = (reason: string, fix: string): Finding => ({ state: 'fail', reason, fix });

/** It does not concern this person or this machine. */
export const skip = (reason: string): Finding => ({ state: 'skip', reason });
