import { v7 } from 'uuid';

/** A new row id: UUIDv7, so ids sort by the time they were made. */
export const newId = (): string => v7();
