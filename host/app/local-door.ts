import { isPlatformError } from '@agnes/sdk/errors';
import { socketPath } from './ask-host.ts';
import { openHostSocket } from './host-socket.ts';
import { socketUnusable } from './local-errors.ts';
import type { Log } from './log.ts';
import { type RecoveryParts, recoveryOf } from './recovery.ts';

interface LocalDoorDeps extends RecoveryParts {
  readonly dataDir: string;
  readonly log: Log;
}

const subject = { subjectType: 'host', subjectId: 'socket', code: 'host_socket_unusable' } as const;

/** Lets programs on this machine in, for as long as the host runs. A host without that door serves all the same. */
export const openLocalDoor = async (deps: LocalDoorDeps): Promise<AsyncDisposable> => {
  const { dataDir, conditions, log } = deps;
  const { notices, commands } = recoveryOf(deps);
  await using opening = new AsyncDisposableStack();
  opening.use(notices);
  await notices.refresh();
  const path = socketPath(dataDir);
  try {
    opening.use(await openHostSocket({ path, commands, log }));
    await conditions.clear(subject.subjectType, subject.subjectId, subject.code);
  } catch (cause) {
    const { message: why, hint: remedy } = isPlatformError(cause)
      ? cause
      : socketUnusable({ path, reason: (cause as Error).message });
    await conditions.raise({ ...subject, severity: 'warning', why, remedy });
  }
  return opening.move();
};
