type Settings = Readonly<Record<string, unknown>>;

/** What stands for a value that is not shown; sent back, it means that the value stays. */
export const maskedValue = '***';

/** Settings with a change laid upon them: `null` takes a key away, objects are merged, the rest is replaced. */
export const mergedConfig = (before: Settings, change: Settings): Settings => {
  const merged: Record<string, unknown> = { ...before };
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete merged[key];
    else if (value !== maskedValue) merged[key] = mergedValue(before[key], value);
  }
  return merged;
};

const mergedValue = (before: unknown, value: unknown): unknown => {
  if (!isSettings(value)) return value;
  return mergedConfig(isSettings(before) ? before : {}, value);
};

const isSettings = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
