import { statfs } from 'node:fs/promises';

/** Bytes of a volume. */
export interface Space {
  readonly free: number;
  readonly total: number;
}

const gigabyte = 2 ** 30;

/** True when so little is free that the system database could be hurt: below 1 GB, or below 5 %. */
export const isTight = ({ free, total }: Space): boolean => free < gigabyte || free < total * 0.05;

/** What is free on the volume of a folder, for whoever may not use what is reserved. */
export const spaceOf = async (folder: string): Promise<Space> => {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, total: blocks * bsize };
};
