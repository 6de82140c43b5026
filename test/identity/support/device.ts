import type { Served } from './people.ts';

/** What a device is told when it starts. */
export interface StartedDevice {
  readonly device_code: string;
  readonly user_code: string;
}

/** A call without any credential. */
export const publicly = ({ url }: Served, path: string, body: object): Promise<Response> =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** A device that has just started to sign in. */
export const startedDevice = async (served: Served, client = 'laptop'): Promise<StartedDevice> =>
  (await (await publicly(served, '/auth/device/code', { client })).json()) as StartedDevice;

/** What the device hears when it asks. */
export const ask = async (served: Served, { device_code }: StartedDevice) => {
  const response = await publicly(served, '/auth/device/token', { device_code });
  const answer = (await response.json()) as Readonly<Record<string, unknown>>;
  return { status: response.status, ...answer } as Readonly<Record<string, unknown>>;
};
