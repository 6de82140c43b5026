import { publicly } from './device.ts';
import type { Served } from './people.ts';

/** A desktop token as the wire shows it once. */
export interface WireDesktopToken {
  readonly token: string;
  readonly expires_at: string;
  readonly user: { readonly id: string };
}

/** A code for one device of whoever holds the token. */
export const invitation = async ({ call }: Served, token?: string): Promise<string> => {
  const asked = await call('POST /api/desktop/link', token === undefined ? {} : { token });
  return ((await asked.json()) as { code: string }).code;
};

/** A device that was linked with a code. */
export const linkedDevice = async (
  served: Served,
  { token, device_name = 'desk' }: { token?: string; device_name?: string } = {},
): Promise<WireDesktopToken> => {
  const code = await invitation(served, token);
  const response = await publicly(served, '/api/desktop/token', { code, device_name });
  return (await response.json()) as WireDesktopToken;
};

/** What becomes of a desktop token that is presented in the place of itself. */
export const renew = async ({ call }: Served, token: string) => {
  const response = await call('POST /api/desktop/token', { token });
  const answer = (await response.json()) as Readonly<Record<string, unknown>>;
  return { status: response.status, ...answer } as Readonly<Record<string, unknown>>;
};

/** The ids of the devices of whoever holds the token. */
export const devicesOf = async ({ call }: Served, token?: string) => {
  const response = await call('GET /api/desktop/links', token === undefined ? {} : { token });
  return ((await response.json()) as { links: readonly Readonly<Record<string, unknown>>[] }).links;
};
