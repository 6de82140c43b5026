import type { Kysely } from 'kysely';
import type { Intent } from '../../http/intent.ts';
import { crashPoint } from '../../store/crash-point.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { digest } from '../credentials/access-token.ts';
import type { NewPersonalToken, PersonalTokens } from '../credentials/personal-tokens.ts';
import type { OneShots } from '../one-shot/one-shots.ts';
import { findOpenOneShot } from '../one-shot/repository.ts';
import { findUser } from '../users/repository.ts';
import { writeAs } from '../write-as.ts';
import { authorizationPending, deviceCodeExpired, deviceDenied, slowDown } from './errors.ts';
import {
  deviceSeconds,
  findDevice,
  keepDevice,
  type PendingDevice,
  devicePurpose as purpose,
  type StoredDevice,
  userCodePurpose,
} from './pending-device.ts';
import { newUserCode, shownUserCode } from './user-code.ts';

interface DeviceDeps {
  readonly store: SystemStore;
  readonly oneShots: OneShots;
  readonly tokens: PersonalTokens;
  /** Public origin. */
  readonly origin: string;
  readonly now: () => number;
}

/** What a device is told when it starts. Both codes are known only here. */
export interface StartedDevice {
  readonly deviceCode: string;
  /** `XXXX-XXXX`. */
  readonly userCode: string;
  readonly verificationUri: string;
  readonly expiresIn: number;
  readonly interval: number;
}

const firstInterval = 5;
const expiresInDays = 90;

/** Signs in programs that have no browser: the device shows a code, a person confirms it elsewhere. */
export class DeviceLogins {
  readonly #deps: DeviceDeps;

  constructor(deps: DeviceDeps) {
    this.#deps = deps;
  }

  /** Two codes: one for the device to ask with, one for its person to type. */
  async start({ client, ip }: { client: string; ip: string }): Promise<StartedDevice> {
    const { store, oneShots, origin } = this.#deps;
    const payload: PendingDevice = {
      client: plainName(client),
      ip,
      state: 'pending',
      interval: firstInterval,
    };
    const codes = await store.keep(async (tx) => {
      const device = await oneShots.issue(tx, { purpose, lifeSeconds: deviceSeconds, payload });
      const draft = {
        purpose: userCodePurpose,
        lifeSeconds: deviceSeconds,
        payload: { device: digest(device.token) },
      };
      const { token: userCode } = await oneShots.issue(tx, draft, await this.#freeCode(tx));
      return { deviceCode: device.token, userCode: shownUserCode(userCode) };
    });
    return {
      ...codes,
      verificationUri: `${origin}/device`,
      expiresIn: deviceSeconds,
      interval: firstInterval,
    };
  }

  /** The token, once, for a device that was confirmed. Throws what the device has to know until then. */
  async poll(
    { deviceCode, ip }: { deviceCode: string; ip: string },
    intent: Intent,
  ): Promise<NewPersonalToken> {
    const now = new Date(this.#deps.now());
    const found = await findDevice(this.#deps.store.read, { hash: digest(deviceCode), now });
    if (!found) throw deviceCodeExpired({});
    const { device } = found;
    if (device.state === 'denied') throw deviceDenied({});
    if (device.state === 'pending') return this.#pace(deviceCode, now);
    return this.#mint(found, { deviceCode, ip }, intent);
  }

  /** Notes the question, and whether it came too early. */
  async #pace(deviceCode: string, now: Date): Promise<never> {
    const next = await this.#deps.store.keep(async (tx) => {
      const found = await findDevice(tx, { hash: digest(deviceCode), now });
      if (found?.device.state !== 'pending') return undefined;
      const { device } = found;
      const isEarly = device.askedAt !== undefined && now.getTime() - device.askedAt < device.interval * 1000;
      const interval = device.interval + (isEarly ? 5 : 0);
      await keepDevice(tx, { id: found.id, device: { ...device, interval, askedAt: now.getTime() } });
      return { isEarly, interval };
    });
    if (next?.isEarly) throw slowDown({ interval: next.interval });
    throw authorizationPending({});
  }

  async #mint(
    { id, device: { client, userId = '', scopes } }: StoredDevice,
    { deviceCode: token, ip }: { deviceCode: string; ip: string },
    intent: Intent,
  ): Promise<NewPersonalToken> {
    const { store, oneShots, tokens } = this.#deps;
    const user = await findUser(store.read, userId);
    if (!user?.active) throw deviceCodeExpired({});
    const owner = { userId: user.id, email: user.email };
    const made = await tokens.draw(owner, { name: client, expiresInDays, ...(scopes && { scopes }) });
    const actor = { ...owner, kind: 'session' as const };
    const params = { name: client, device: id };
    await writeAs(store, { intent, actor, resource: made.id, params }, async (tx) => {
      if (!(await oneShots.consumeIn(tx, { purpose, token, ip }))) throw deviceCodeExpired({});
      crashPoint('device.code_used');
      await tokens.keep(tx, made);
    });
    return made;
  }

  /** Two devices must not wait for one code: whoever types it would confirm either. */
  async #freeCode(tx: Kysely<Tables>): Promise<string> {
    const now = new Date(this.#deps.now());
    const code = newUserCode();
    const taken = await findOpenOneShot(tx, { hash: digest(code), purpose: userCodePurpose, now });
    return taken ? this.#freeCode(tx) : code;
  }
}

/** Nothing in a name may hide what it says from whoever confirms it. */
const plainName = (client: string): string => {
  const plain = client.replaceAll(/\p{C}/gu, '').trim().slice(0, 200);
  return plain === '' ? 'Command line' : plain;
};
