import type { Kysely } from 'kysely';
import type { Intent } from '../../http/intent.ts';
import type { Principal } from '../../http/principal.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { digest } from '../credentials/access-token.ts';
import type { OneShots } from '../one-shot/one-shots.ts';
import { findOpenOneShot } from '../one-shot/repository.ts';
import { writeAs } from '../write-as.ts';
import { tooManyTries, userCodeUnknown } from './errors.ts';
import {
  findDevice,
  keepDevice,
  type PendingDevice,
  type StoredDevice,
  userCodePurpose,
} from './pending-device.ts';
import { findWrongTries, putWrongTries, type WrongTries } from './repository.ts';
import { plainUserCode } from './user-code.ts';

interface ApprovalDeps {
  readonly store: SystemStore;
  readonly oneShots: OneShots;
  readonly now: () => number;
}

/** A device as the person sees it who is asked to confirm it. */
export interface WaitingDevice {
  /** What the device calls itself: a claim, no proof. */
  readonly client: string;
  readonly ip: string;
  readonly createdAt: Date;
}

/** A device that was decided about. */
interface Decided {
  readonly typed: string;
  readonly decision: Pick<PendingDevice, 'state' | 'userId' | 'scopes'>;
}

const maxTries = 5;
const windowMs = 600_000;

/** Where people say yes or no to devices that wait for them. Five wrong codes, and the sixth has to wait. */
export class DeviceApprovals {
  readonly #deps: ApprovalDeps;

  constructor(deps: ApprovalDeps) {
    this.#deps = deps;
  }

  /** The device behind a code, before anything is decided. */
  async find(userCode: string, { userId }: Principal): Promise<WaitingDevice> {
    const { device, createdAt } = await this.#guessed(userCode, userId);
    return { client: device.client, ip: device.ip, createdAt };
  }

  /** Lets the device have a token of the caller, with these scopes or, without any, all rights. */
  approve(
    { userCode, scopes }: { readonly userCode: string; readonly scopes?: readonly string[] | undefined },
    principal: Principal,
    intent: Intent,
  ): Promise<void> {
    const decision = { state: 'approved', userId: principal.userId, ...(scopes && { scopes }) } as const;
    return this.#decide({ typed: userCode, decision }, principal, intent);
  }

  /** The device is told no, and its code works for nobody any more. */
  deny({ userCode }: { readonly userCode: string }, principal: Principal, intent: Intent): Promise<void> {
    return this.#decide({ typed: userCode, decision: { state: 'denied' } }, principal, intent);
  }

  async #decide({ typed, decision }: Decided, { userId }: Principal, intent: Intent): Promise<void> {
    const { id, device } = await this.#guessed(typed, userId);
    const { client, ip } = device;
    const params = { client, device_ip: ip, ...(decision.scopes && { scopes: decision.scopes }) };
    const told = { intent, action: `device.${decision.state}`, resource: id, params };
    await writeAs(this.#deps.store, told, async (tx) => {
      const found = await this.#take(tx, typed, intent.ip ?? '');
      if (!found) throw userCodeUnknown({});
      await keepDevice(tx, { id: found.id, device: { ...found.device, ...decision } });
    });
  }

  /** Of many who decide about one code exactly one has decided. */
  async #take(tx: Kysely<Tables>, typed: string, ip: string): Promise<StoredDevice | undefined> {
    const wanted = { purpose: userCodePurpose, token: plainUserCode(typed), ip };
    const taken = await this.#deps.oneShots.consumeIn(tx, wanted);
    return taken && findDevice(tx, { hash: deviceHashIn(taken.payload), now: this.#at() });
  }

  /** Looks and counts in one transaction: of many guesses at once no more are heard than one after the other. */
  async #guessed(typed: string, userId: string): Promise<StoredDevice> {
    const { device, wait } = await this.#deps.store.keep(async (tx) => {
      const at = this.#at();
      const tries = openTries(await findWrongTries(tx, userId), at);
      if (tries.hits >= maxTries) return { wait: tries.start.getTime() + windowMs - at.getTime() };
      const found = await this.#deviceOf(tx, typed);
      if (!found) await putWrongTries(tx, userId, { ...tries, hits: tries.hits + 1 });
      return { device: found };
    });
    if (wait !== undefined) throw tooManyTries({ retry_after_seconds: Math.ceil(wait / 1000) });
    if (!device) throw userCodeUnknown({});
    return device;
  }

  async #deviceOf(tx: Kysely<Tables>, typed: string): Promise<StoredDevice | undefined> {
    const wanted = { hash: digest(plainUserCode(typed)), purpose: userCodePurpose, now: this.#at() };
    const code = await findOpenOneShot(tx, wanted);
    return code && findDevice(tx, { hash: deviceHashIn(JSON.parse(code.payload ?? '{}')), now: wanted.now });
  }

  #at(): Date {
    return new Date(this.#deps.now());
  }
}

const openTries = (tries: WrongTries | undefined, at: Date): WrongTries =>
  tries && at.getTime() - tries.start.getTime() < windowMs ? tries : { start: at, hits: 0 };

/** Written by `DeviceLogins`, and by nobody else. */
const deviceHashIn = (payload: unknown): string => (payload as { readonly device: string }).device;
