import { constants } from 'node:fs';

/** For `copyFile`: shares the blocks where the file system can, copies the bytes where it cannot. */
export const reflink = constants.COPYFILE_FICLONE;
