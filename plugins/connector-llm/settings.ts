import { ConfigError, type LlmCaps } from '@agnes/sdk';

/** The section `ai`, as the manifest's schema lets it through. */
export interface Settings {
  readonly provider?: 'anthropic' | 'openai_compat';
  readonly api_key?: string;
  readonly anthropic_api_key?: string;
  readonly model: string;
  readonly base_url?: string;
  readonly anthropic_url: string;
  readonly structured_output: 'strict' | 'json' | 'auto';
  readonly max_calls_per_hour: number;
  readonly max_tokens_per_day: number;
  readonly uses: Readonly<Record<string, UseCaps>>;
}

interface UseCaps {
  readonly max_calls_per_hour?: number;
  readonly max_tokens_per_day?: number;
}

/** Who is asked. */
export interface Target {
  readonly provider: 'anthropic' | 'openai_compat';
  /** Where requests go, without a slash at the end. */
  readonly url: string;
  readonly model: string;
}

/** What the settings mean; nothing where no model is wanted. Throws `ConfigError` where they cannot work. */
export const targetOf = (settings: Settings, hasSecret: (name: string) => boolean): Target | undefined => {
  const { provider = settings.anthropic_api_key ? 'anthropic' : undefined, model } = settings;
  if (!provider) return unlessHalf(settings);
  const key = provider === 'anthropic' ? (settings.api_key ?? settings.anthropic_api_key) : settings.api_key;
  if (!key) throw ConfigError({ reason: `ai.provider is "${provider}", and ai.api_key names no secret.` });
  if (!hasSecret(key))
    throw ConfigError({ reason: `ai.api_key names the secret ${key}, which has no value.` });
  const url = provider === 'anthropic' ? settings.anthropic_url : settings.base_url;
  if (!url) throw ConfigError({ reason: 'ai.provider is "openai_compat", and ai.base_url is not set.' });
  return { provider, url: url.replace(/\/+$/, ''), model };
};

const unlessHalf = ({ api_key, base_url }: Settings): undefined => {
  if (!api_key && !base_url) return undefined;
  throw ConfigError({ reason: 'ai.provider is not set: it is anthropic or openai_compat.' });
};

/** What all uses together may take. */
export const capsOfAll = (settings: Settings): LlmCaps => ({
  callsPerHour: settings.max_calls_per_hour,
  tokensPerDay: settings.max_tokens_per_day,
});

/** What one use may take, where that is limited. */
export const capsOfUse = (settings: Settings, use: string): LlmCaps | undefined => {
  const caps = Object.hasOwn(settings.uses, use) ? settings.uses[use] : undefined;
  return (
    caps && {
      callsPerHour: caps.max_calls_per_hour ?? Number.POSITIVE_INFINITY,
      tokensPerDay: caps.max_tokens_per_day ?? Number.POSITIVE_INFINITY,
    }
  );
};
