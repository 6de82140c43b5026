import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import type { BreakGlass } from './break-glass.ts';
import type { BreakGlassRow } from './repository.ts';

interface Services {
  readonly breakGlass: BreakGlass;
}

const nullableText = Type.Union([Type.String(), Type.Null()]);

const person = Type.Object({
  user_id: Type.String(),
  email: Type.String(),
  name: nullableText,
  granted_at: Type.String(),
  expires_at: Type.Union([Type.String(), Type.Null()], { description: 'null: confirmed, for good.' }),
});

const list = operation({
  id: 'break_glass.list',
  route: 'GET /api/admin/break-glass',
  summary: 'Who is administrator by break-glass, and until when',
  who: 'admin',
  result: Type.Object({ items: Type.Array(person) }),
  run: async (_input, { breakGlass }: Services) => ({ items: (await breakGlass.list()).map(onWire) }),
});

const confirm = operation({
  id: 'break_glass.confirm',
  route: 'POST /api/admin/break-glass/:user_id/confirm',
  summary: 'Make an administrator by break-glass one for good',
  who: 'admin',
  params: Type.Object({ user_id: Type.String() }),
  result: person,
  problems: ['break_glass_not_found'],
  audit: ({ params }) => ({ action: 'break_glass.confirmed', resource: params.user_id }),
  run: async ({ params, intent }, { breakGlass }: Services) =>
    onWire(await breakGlass.confirm(params.user_id, intent)),
});

/** What administrators see of break-glass; it is used on the server itself. */
export const breakGlassOperations = [list, confirm] as const;

const onWire = ({ user_id, email, name, added_at, expires_at }: BreakGlassRow) => ({
  user_id,
  email,
  name,
  granted_at: isoUtc(added_at),
  expires_at: expires_at && isoUtc(expires_at),
});
