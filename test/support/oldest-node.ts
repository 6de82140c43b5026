import { npmProgram } from './npm-program.ts';

const version = '22.0.0';
const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** The oldest Node.js that the packed command line runs on; nothing where it cannot be had. */
export const oldestNode = (): Promise<string | undefined> =>
  npmProgram({
    wanted: `node-${platform}@${version}`,
    folder: `node/${version}`,
    program: `node-${platform}/bin/node`,
  });
