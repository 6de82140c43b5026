/** Passed on to programs that tests start: each would parse the same files again, which is half of a short run. */
export const compileCache: Readonly<Record<string, string>> =
  process.env['NODE_COMPILE_CACHE'] === undefined
    ? {}
    : { NODE_COMPILE_CACHE: new URL(`../../${process.env['NODE_COMPILE_CACHE']}`, import.meta.url).pathname };
