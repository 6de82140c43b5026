/** Exit codes of the host's programs; the numbers are those of sysexits where one fits. */
export const exitCode = {
  ok: 0,
  failed: 1,
  badArguments: 2,
  /** Of a service: a part was done. */
  partial: 2,
  /** Of a service, for which 2 means something else. */
  usage: 64,
  portInUse: 69,
  stateDamaged: 75,
  configOrSchema: 78,
} as const;
