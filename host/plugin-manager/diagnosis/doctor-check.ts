import { type Static, Type } from '@agnes/sdk';

const check = Type.Object({
  name: Type.String({ description: 'Stable: `current`, `table`, `store`, `plugin`, …' }),
  status: Type.Union([Type.Literal('ok'), Type.Literal('warn'), Type.Literal('fail')]),
  message: Type.String(),
  next_action: Type.Union([Type.String(), Type.Null()]),
  plugin: Type.Optional(Type.String({ description: 'publisher/slug.' })),
});

/** Everything that was looked at, with what to do about it. */
export const doctorWire = Type.Object({
  ok: Type.Boolean({ description: 'False: at least one check has failed. Warnings do not count.' }),
  checks: Type.Array(check),
});

/** One thing that was looked at. */
export type Check = Static<typeof check>;

/** Something that is as it should be. */
export const fine = (name: string, message: string): Check => ({
  name,
  status: 'ok',
  message,
  next_action: null,
});

/** Something that works and should be looked at. */
export const warning = (name: string, message: string, next: string): Check => ({
  name,
  status: 'warn',
  message,
  next_action: next,
});

/** Something that does not work. */
export const failure = (name: string, message: string, next: string): Check => ({
  name,
  status: 'fail',
  message,
  next_action: next,
});
