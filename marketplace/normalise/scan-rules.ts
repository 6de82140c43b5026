/** Something to look for in the text of a plugin. What was found is never repeated: it may be a secret. */
export interface ScanRule {
  readonly id: string;
  readonly level: 'review' | 'blocked';
  readonly what: string;
  readonly next: string;
  readonly pattern: RegExp;
  /** Looked for only in files whose path matches. */
  readonly paths?: RegExp;
}

const secret = (id: string, what: string, pattern: RegExp): ScanRule => ({
  id,
  level: 'blocked',
  what: `holds what looks like ${what}`,
  next: 'Revoke it where it is from, take it out of the repository, and publish a new version.',
  pattern,
});

const unpinned = 'Name an exact version, or ship what is needed with the plugin.';
const runs =
  /(^|\/)(hooks|bin|scripts|monitors)\/|\.mcp\.json$|\.lsp\.json$|plugin\.json$|\.(sh|bash|ps1|py|m?js|ts|rb)$/i;

/** All rules of a scan. */
export const scanRules: readonly ScanRule[] = [
  {
    id: 'hidden_direction',
    level: 'blocked',
    what: 'holds marks that show text in another order than it is read',
    next: 'Remove the marks; nobody can review what they hide.',
    pattern: /[\u202A-\u202E\u2066-\u2069]/u,
  },
  {
    id: 'hidden_tags',
    level: 'blocked',
    what: 'holds text in letters that nobody sees',
    next: 'Remove it; nobody can review what it says.',
    // Flags of regions are written with such letters, after a black flag.
    pattern: /(?<!\u{1F3F4}[\u{E0020}-\u{E007F}]*)[\u{E0001}-\u{E007F}]/u,
  },
  {
    id: 'hidden_letters',
    level: 'review',
    what: 'holds letters of no width',
    next: 'Remove them, or write them as escapes.',
    // Between emoji and after some of them a joiner is part of the picture.
    pattern:
      /[\u200B\u200C\u2060-\u2064\u00AD\u180E]|(?<!^)\uFEFF|(?<![\p{Extended_Pictographic}\p{Variation_Selector}\p{Emoji_Modifier}])\u200D/u,
  },
  secret('secret_key', 'a private key', /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/),
  secret('secret_aws', 'an access key of AWS', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/),
  secret('secret_github', 'a token of GitHub', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{60,})/),
  secret('secret_gitlab', 'a token of GitLab', /\bglpat-[\w-]{20,}/),
  secret('secret_slack', 'a token of Slack', /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/),
  secret('secret_google', 'an API key of Google', /\bAIza[\w-]{35}\b/),
  secret('secret_model', 'an API key of a model', /\bsk-(?:ant-|proj-)?[\w-]{32,}/),
  secret('secret_login', 'a login in an address', /\bhttps?:\/\/[^\s/:@"'<>{}$]+:[^\s/@"'<>{}$]{6,}@/),
  {
    id: 'runs_download',
    level: 'blocked',
    what: 'downloads a program and runs it unseen',
    next: 'Ship the program with the plugin.',
    pattern:
      /\b(?:curl|wget|iwr|irm|Invoke-WebRequest)\b[^\n|;]*\|\s*(?:sudo\s+)?(?:ba|z|da|k)?(?:sh|iex|python3?|node|perl|ruby)\b/i,
    paths: runs,
  },
  {
    id: 'tells_download',
    level: 'review',
    what: 'tells its reader to download a program and run it unseen',
    next: 'Name a package with its version instead.',
    pattern:
      /\b(?:curl|wget|iwr|irm)\b[^\n|;]*\|\s*(?:sudo\s+)?(?:ba|z|da|k)?(?:sh|iex|python3?|node|perl|ruby)\b/i,
  },
  {
    id: 'unpinned_fetch',
    level: 'review',
    what: 'fetches a package at run time without an exact version',
    next: unpinned,
    pattern:
      /\b(?:npx|bunx|pnpm dlx|uvx|pipx run)\b(?![^\n]*@\d+\.\d+\.\d+|[^\n]*==\d)|["'\s][\w@/.-]+@latest\b/,
    paths: runs,
  },
  {
    id: 'network_use',
    level: 'review',
    what: 'speaks to other hosts',
    next: 'Say in the description which hosts and why.',
    pattern:
      /\b(?:curl|wget|Invoke-WebRequest|nc|ncat)\s|\bfetch\(\s*["'`]https?:|\brequests\.(?:get|post)\(|"url"\s*:\s*"https?:/,
    paths: runs,
  },
  {
    id: 'override_words',
    level: 'review',
    what: 'tells its reader to drop what it was told before',
    next: 'Say what the plugin does without it.',
    pattern:
      /\b(?:ignore|disregard|forget)\s+(?:all\s+|any\s+|the\s+|your\s+)*(?:previous|prior|earlier|above)\s+(?:instructions?|rules?|prompts?)/i,
  },
];
