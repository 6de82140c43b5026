/** The text as a whole number, or what `otherwise` gives for a fraction: a cast of the engine would round it. */
export const wholeNumber = (text: string, type: string, otherwise: string): string => {
  const cast = `CAST(${text} AS ${type})`;
  // Looking for a point costs next to nothing; a pattern for every value would not.
  return `CASE WHEN NOT contains(${text}, '.') THEN ${cast}
    WHEN regexp_matches(${text}, '\\.0*[1-9]') THEN ${otherwise} ELSE ${cast} END`;
};

/** True for the types a whole number can have. */
export const isWhole = (type: string): boolean => /INT$|^INTEGER$/.test(type);
