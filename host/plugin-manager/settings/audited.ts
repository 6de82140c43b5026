type Config = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What is audited of settings that were asked for: which, never what they are. */
export const keysOf = (config: Config): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(Object.entries(config).map(([id, settings]) => [id, Object.keys(settings)]));
