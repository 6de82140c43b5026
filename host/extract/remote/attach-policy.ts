import { isStrictIdentifier } from '../../registry/identifier.ts';
import type { AttachRow, Refused } from '../read-messages.ts';
import { type AttachTarget, targetOf } from './attach-target.ts';

/** A secret that an enabled connector uses, and the hosts it is declared for. */
export interface Approval {
  readonly token: string;
  readonly hosts: readonly string[];
}

/** What a row of `_remote_attach` may name. */
export interface AttachPolicy {
  readonly extensions: readonly string[];
  readonly tokens: readonly string[];
  /** Hosts that tokens without an approval of their own may be sent to. */
  readonly hosts: readonly string[];
  readonly approvals: readonly Approval[];
}

type Fault = Omit<Refused, 'name'>;

/** Why a row is not accepted; nothing when it is. What a token opens must not depend on who wrote the extract. */
export const attachFault = (row: AttachRow, policy: AttachPolicy): Fault | undefined =>
  aliasFault(row) ?? extensionFault(row, policy) ?? tokenFault(row, policy) ?? urlFault(row, policy);

const reserved: ReadonlySet<string> = new Set(['main', 'memory', 'temp', 'system', 'extract']);

const aliasFault = ({ alias }: AttachRow): Fault | undefined =>
  isStrictIdentifier(alias) && !reserved.has(alias.toLowerCase())
    ? undefined
    : { code: 'bad_alias', why: 'the alias is no strict identifier, or is a name of the engine' };

const extensionFault = ({ extension }: AttachRow, { extensions }: AttachPolicy): Fault | undefined =>
  isStrictIdentifier(extension) && extensions.includes(extension)
    ? undefined
    : {
        code: 'extension_not_allowed',
        why: `the extension "${extension.slice(0, 64)}" is none of ${extensions.join(', ')}`,
      };

const tokenFault = ({ tokenEnv }: AttachRow, policy: AttachPolicy): Fault | undefined => {
  if (tokenEnv === '') return undefined;
  // Not repeated: what stands there in place of a name may be the secret itself.
  if (!/^[A-Z][A-Z0-9_]{0,63}$/.test(tokenEnv))
    return { code: 'bad_token_name', why: 'token_env is not the name of a variable' };
  if (policy.tokens.includes(tokenEnv) || approvedHosts(tokenEnv, policy)) return undefined;
  return { code: 'token_not_allowed', why: `the token ${tokenEnv} is neither allowed nor approved` };
};

/** Secrets belong to hosts: an approved one goes where it was approved for, whatever the general list says. */
const urlFault = ({ url, extension, tokenEnv }: AttachRow, policy: AttachPolicy): Fault | undefined => {
  const target = targetOf(url);
  if ('fault' in target) return target.fault;
  if (target.host === undefined) return hostless(extension, target);
  const approved = approvedHosts(tokenEnv, policy);
  const hosts = approved ?? [...policy.hosts, ...policy.approvals.flatMap((approval) => approval.hosts)];
  const { host } = target;
  if (hosts.some((pattern) => matches(pattern, host))) return undefined;
  return { code: 'host_not_approved', why: `the host ${host} is not approved for it` };
};

const hostless = (extension: string, { isEmpty }: AttachTarget): Fault | undefined =>
  extension === 'bigquery' || isEmpty ? undefined : { code: 'bad_url', why: 'the url names no host' };

const approvedHosts = (token: string, { approvals }: AttachPolicy): readonly string[] | undefined => {
  const hosts = approvals.filter((approval) => approval.token === token).flatMap(({ hosts }) => hosts);
  return hosts.length > 0 ? hosts : undefined;
};

const matches = (pattern: string, host: string): boolean =>
  pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
