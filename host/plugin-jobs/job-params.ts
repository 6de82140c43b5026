import { checkerFor, type JobContribution, Type } from '@agnes/sdk';
import { jobParamsInvalid } from './errors.ts';

/** What a job is started with. */
export interface PluginJobParams {
  /** The job's own, checked, defaults filled in. */
  readonly own: Readonly<Record<string, unknown>>;
  /** Slugs; absent: every enabled source the job is for. */
  readonly sources?: readonly string[];
  /** True when somebody has said yes to what it asked. */
  readonly confirmed: boolean;
}

const none = Type.Object({}, { additionalProperties: false });
const ours = checkerFor(
  Type.Object(
    {
      source: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
      confirmed: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: true },
  ),
  { compiled: 'later' },
);

/** Reads what is stored with a job; what the host understands stands beside what the job itself does. */
export const readJobParams = (
  { id: job, params: schema = none }: Pick<JobContribution, 'id' | 'params'>,
  stored: unknown,
): PluginJobParams => {
  const known = ours(stored ?? {});
  if (!known.ok) throw jobParamsInvalid({ job, errors: known.faults });
  const { source, confirmed = false, ...rest } = known.value;
  const checked = checkerFor(schema)(rest);
  if (!checked.ok) throw jobParamsInvalid({ job, errors: checked.faults });
  return {
    // Manifests may only hold schemas of objects.
    own: checked.value as PluginJobParams['own'],
    confirmed,
    ...(source !== undefined && { sources: [source].flat() }),
  };
};
