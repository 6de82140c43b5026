import { ConfigError, definePlugin } from '@agnes/sdk';
import { companyKeys } from './company-keys.ts';
import { claimReader } from './read-claim.ts';

interface Settings {
  readonly issuer?: string;
  readonly audience?: string;
  readonly jwks_url?: string;
}

/** Lets people in with tokens of the company's identity provider. Without settings it accepts nothing. */
export default definePlugin<Settings>({
  setup({ settings, tap, http, log }) {
    const { issuer, audience, jwks_url: url } = settings;
    if (!issuer && !audience && !url) return;
    if (!issuer || !audience || !url)
      throw ConfigError({ reason: 'issuer, audience and jwks_url go together' });
    const keys = companyKeys({ http, url, now: Date.now });
    const read = claimReader({ issuer, audience, keys, log });
    tap('resolveUser', ({ value }) => read(value));
  },
});
