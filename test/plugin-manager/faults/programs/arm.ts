import { armCrashPoint } from '../../../../host/store/crash-point.ts';

/* Taken in before the host's own program: it dies at this step. */

armCrashPoint(process.env['CRASH_AT']);
