/** The JSON object in a text: the text itself, what stands in a fence, or what the outermost braces hold. */
export const jsonInText = (text: string): Readonly<Record<string, unknown>> | undefined => {
  const fenced = /```(?:json)?\s*([\s\S]*?)```/.exec(text)?.[1];
  const braced = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  for (const candidate of [text, fenced, braced]) {
    const value = parsed(candidate);
    if (value) return value;
  }
  return undefined;
};

const parsed = (text: string | undefined): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text ?? '');
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    // Any plain object is read by its keys.
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};
