let armed: string | undefined;

/** Chooses the point at which this process dies; `undefined` disarms. Crash tests only. */
export const armCrashPoint = (name: string | undefined): void => {
  armed = name;
};

/** A named moment at which a crash must leave the old state or the new one. Does nothing unless armed. */
export const crashPoint = (name: string): void => {
  if (name === armed) process.kill(process.pid, 'SIGKILL');
};
