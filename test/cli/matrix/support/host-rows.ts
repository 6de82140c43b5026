import type { CommandRow } from './row.ts';
/** soon */
export const hostRows: Readonly<Record<string, CommandRow>> = {};
