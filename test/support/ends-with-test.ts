import { ChildProcess, execFile } from 'node:child_process';
import { promisify } from 'node:util';

/*
 * Loaded before every test file: whatever program the file starts, by itself or through a library, is ended by the
 * kernel when the process of the file ends, also when that is killed and no teardown runs. Elsewhere than on Linux
 * programs are started as they are.
 */

const program = '/usr/bin/setpriv';
const flags = ['--pdeathsig', 'KILL', '--'];

/** What Node makes of the arguments of every `spawn`, `fork`, `exec` and `execFile`. */
interface Start {
  file: string;
  args: string[];
}

// There are programs of this name that do not know the flag.
const isThere = await promisify(execFile)(program, [...flags, 'true']).then(
  () => true,
  () => false,
);

if (isThere) {
  // The one place that all of them come through, which the types do not know.
  const own = ChildProcess.prototype as unknown as { spawn: (start: Start) => unknown };
  const { spawn } = own;
  own.spawn = function (this: unknown, start: Start) {
    // It becomes the program: same process, same environment, same descriptors.
    const args = [program, ...flags, start.file, ...start.args.slice(1)];
    return spawn.call(this, { ...start, file: program, args });
  };
}
