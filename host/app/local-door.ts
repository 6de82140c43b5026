import { isPlatformError } from '@agnes/sdk';
import type { Conditions } from '../store/conditions.ts';
import { socketPath } from './ask-host.ts';
import { openHostSocket } from './host-socket.ts';
import { socketUnusable } from './local-errors.ts';
import type { Log } from './log.ts';
import type { Recovery } from './recovery.ts';

interface LocalDoorDeps {
  readonly recovery: Recovery;
  readonly dataDir: string;
  readonly conditions: Conditions;
  readonly log: Log;
}

const code = 'host_socket_unusable';

/** Lets programs on this machine in, for as long as the host runs. A host without that door serves all the same. */
export const openLocalDoor = async (deps: LocalDoorDeps): Promise<AsyncDisposable> => {
  const { recovery, dataDir, conditions, log } = deps;
  await using opening = new AsyncDisposableStack();
  opening.use(recovery.notices);
  await recovery.notices.refresh();
  const path = socketPath(dataDir);
  try {
    opening.use(await openHostSocket({ path, commands: recovery.commands, log }));
    await conditions.clear('host', 'socket', code);
  } catch (cause) {
    const { message: why, hint: remedy } = isPlatformError(cause)
      ? cause
      : socketUnusable({ path, reason: (cause as Error).message });
    await conditions.raise({ subjectType: 'host', subjectId: 'socket', code, severity: 'warning', why, remedy });
  }
  return opening.move();
};
