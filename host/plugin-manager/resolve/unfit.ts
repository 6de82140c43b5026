import prerelease from 'semver/functions/prerelease.js';
import { covers } from '../../kernel/host-range.ts';
import type { Candidate, ResolvePolicy, ResolvingHost, Wanted } from './candidate.ts';

/** Why a version cannot be chosen. */
export interface Unfit {
  readonly code: 'host' | 'api' | 'feature' | 'yanked' | 'too_young' | 'prerelease' | 'range' | 'pin';
  readonly message: string;
}

/** What versions are judged by. */
export interface Terms {
  readonly host: ResolvingHost;
  readonly policy: ResolvePolicy;
  readonly now: number;
}

/** The first reason against a version; `undefined` when it may be chosen. A pin leaves host and API alone to object. */
export const unfit = (candidate: Candidate, wanted: Wanted | undefined, terms: Terms): Unfit | undefined =>
  hostFault(candidate, terms.host) ??
  apiFault(candidate, terms.host) ??
  featureFault(candidate) ??
  (wanted?.pin === undefined ? choiceFault(candidate, wanted, terms) : pinFault(candidate, wanted.pin));

const hostFault = ({ host: range }: Candidate, { version }: ResolvingHost): Unfit | undefined =>
  covers(range, version)
    ? undefined
    : { code: 'host', message: `is made for hosts ${range}; this one is ${version}` };

const apiFault = ({ api = {} }: Candidate, { apis }: ResolvingHost): Unfit | undefined => {
  const unserved = Object.entries(api).find(([surface, major]) => !apis[surface]?.includes(major));
  if (!unserved) return undefined;
  const [surface, major] = unserved;
  const served = apis[surface]?.join(' and ') ?? 'none';
  return { code: 'api', message: `uses ${surface} ${major}; this host serves ${served}` };
};

const featureFault = ({ lacks }: Candidate): Unfit | undefined =>
  lacks === undefined ? undefined : { code: 'feature', message: lacks };

const pinFault = ({ version }: Candidate, pin: string): Unfit | undefined =>
  version === pin ? undefined : { code: 'pin', message: `is not ${pin}, which it is pinned to` };

const choiceFault = (candidate: Candidate, wanted: Wanted | undefined, terms: Terms): Unfit | undefined => {
  const { version, yanked } = candidate;
  const range = wanted?.range ?? '*';
  if (!covers(range, version)) return { code: 'range', message: `is not in ${range}, which is wanted` };
  if (yanked !== undefined) return { code: 'yanked', message: `was taken back: ${yanked}` };
  if (wanted?.channel !== 'beta' && prerelease(version) !== null) {
    return { code: 'prerelease', message: 'is a prerelease, and those are only for the channel beta' };
  }
  return ageFault(candidate, terms);
};

const ageFault = (candidate: Candidate, { policy, now }: Terms): Unfit | undefined => {
  if (!candidate.isRemote || candidate.isSecurityFix) return undefined;
  const waits = (candidate.publishedAt ?? now) + policy.minAgeMs - now;
  if (waits <= 0) return undefined;
  const hours = Math.ceil(waits / 3_600_000);
  return {
    code: 'too_young',
    message: `is too young; it may be installed in ${hours} hours, or now as a pin`,
  };
};
