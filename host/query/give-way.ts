import { constants, setPriority } from 'node:os';

/** Lets other processes go first. The threads that a process starts from now on inherit it. */
export const giveWay = (pid: number): void => {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system does not let us; then it is as fast as the others.
  }
};
