import type { precheckedOnWire } from '../../registry/tables/precheck.ts';
import { countOf, sizeOf } from '../figures.ts';

/** What a precheck has found, for people. */
export const panelOf = ({ id, rows, size_bytes, note }: Awaited<ReturnType<typeof precheckedOnWire>>) => ({
  id,
  note,
  rows: typeof rows === 'number' && countOf(rows),
  size: typeof size_bytes === 'number' && sizeOf(size_bytes),
});
