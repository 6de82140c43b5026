import type { ColumnType } from 'kysely';

/** JSON kept as text: the repository that writes it also reads it, and no SQL looks inside. */
export type Json = string;

/** A UTC instant to the millisecond. The driver hands out `Date`. */
export type Instant = ColumnType<Date, Date, Date>;

/** An instant that may not have come yet. */
export type MaybeInstant = ColumnType<Date | null, Date | null, Date | null>;
