import type { Static } from '@agnes/sdk';
import type { Reply } from '../../http/reply.ts';
import type { doctorWire } from '../../plugin-manager/diagnosis/doctor-check.ts';
import type { generationDiffWire } from '../../plugin-manager/diagnosis/generation-diff.ts';
import { bisectShown, type bisectWire, diff, doctor } from '../../plugin-manager/diagnosis/operations.ts';
import { pageReply } from '../page-reply.ts';
import { type Asker, askedBy, pluginList, type ServicesOf } from '../plugin-pages/answers.ts';
import type { PluginPageServices } from '../plugin-pages/list-page.ts';
import { pluginsPath } from '../plugin-pages/plugins-path.ts';
import type { Refusal } from '../refusal.ts';
import { bisectView } from './bisect-view.ts';
import { diffView } from './diff-view.ts';
import { doctorView } from './doctor-view.ts';

/** What pages find out about the health of plugins with. */
export type HealthServices = PluginPageServices &
  ServicesOf<typeof doctor> &
  ServicesOf<typeof diff> &
  ServicesOf<typeof bisectShown>;

/** Examines the host and shows what was found. */
export const doctorPage = async (services: HealthServices, asker: Asker): Promise<Reply> => {
  // As the schema of its result says.
  const examined = (await doctor.run(askedBy(asker, {}), services)) as Static<typeof doctorWire>;
  const view = doctorView(examined);
  return healthReply(services, asker, { page: 'plugin-doctor', name: 'Doctor', view });
};

/** Which generations are compared, and why that was refused. */
interface DiffAsked {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly refusal?: Refusal;
}

/** Compares two generations. */
export const diffPage = async (
  services: HealthServices,
  asker: Asker,
  { refusal, ...query }: DiffAsked,
): Promise<Reply> => {
  const { generations, generation } = await pluginList(services, asker);
  const found = refusal
    ? { refusal }
    : {
        // As the schema of its result says.
        diff: (await diff.run(askedBy(asker, { query }), services)) as Static<typeof generationDiffWire>,
      };
  const view = diffView({ generations, current: generation ?? 0, ...found });
  const status = refusal?.status ?? 200;
  return healthReply(services, asker, { page: 'plugin-diff', name: 'Compare', view, status });
};

/** The search for the plugin that breaks. */
export const bisectPage = async (
  services: HealthServices,
  asker: Asker,
  refusal?: Refusal,
): Promise<Reply> => {
  // As the schema of its result says.
  const search = (await bisectShown.run(askedBy(asker, {}), services)) as Static<typeof bisectWire>;
  const { generations } = await pluginList(services, asker);
  const view = bisectView({ search, generations, refusal });
  const status = refusal?.status ?? 200;
  return healthReply(services, asker, { page: 'plugin-bisect', name: 'Find what breaks', view, status });
};

interface Healthy {
  readonly page: 'plugin-doctor' | 'plugin-diff' | 'plugin-bisect';
  readonly name: string;
  readonly view: object;
  readonly status?: number;
}

const healthReply = ({ web }: HealthServices, asker: Asker, { name, ...shown }: Healthy): Promise<Reply> =>
  pageReply(web, asker, { ...shown, title: `${name} · Plugins`, path: pluginsPath });
