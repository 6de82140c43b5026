import { momentOf } from '../figures.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import { choicesIn, scopeChoices } from '../tokens/scopes.ts';

/** The device that waits behind a code. */
interface WaitingDevice {
  readonly client: string;
  readonly ip: string;
  readonly created_at: string;
}

/** What is known when the page is made. */
export interface DeviceFacts {
  readonly code: string;
  readonly device?: WaitingDevice;
  readonly isAdmin: boolean;
  readonly refusal?: Refusal;
  readonly typed?: Readonly<Record<string, string>>;
  readonly now: number;
}

/** What `device.mustache` is filled with: the code to type or, once it is known, what waits behind it. */
export const deviceView = ({ code, device, isAdmin, refusal, typed, now }: DeviceFacts): object => ({
  code: device ? shownCode(code) : code,
  refusal: refusalView(refusal, { no_scope: 'scopes' }),
  device: device && {
    client: device.client,
    ip: device.ip,
    asked: momentOf(device.created_at, now),
    scopes: typed ? choicesIn(isAdmin, typed) : scopeChoices(isAdmin, { ticked: whatSetupNeeds }),
  },
});

/** `agnes setup` brings tables and skills, and it is what most devices sign in for. */
const whatSetupNeeds: readonly string[] = ['sync', 'marketplace'];

/** As the device shows it, whatever was typed. */
const shownCode = (typed: string): string => {
  const plain = typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  return plain.length === 8 ? `${plain.slice(0, 4)}-${plain.slice(4)}` : plain;
};
