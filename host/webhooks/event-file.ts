import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crashPoint } from '../store/crash-point.ts';
import { syncFolder } from '../store/durable-file.ts';

/** Folder of the events as they came, inside the folder that a source keeps. */
export const eventFolder = 'webhook_events';

/** An event to be kept as it came. */
export interface RawEvent {
  /** The folder that the source keeps; absolute. */
  readonly kept: string;
  readonly raw: Buffer;
  readonly event: string;
  readonly now: number;
}

/** Writes events down so that no power cut takes them back. Names sort by the time events came. */
export class EventFiles {
  #count = 0;

  /** Answers the path inside the folder of the source. */
  async write({ kept, raw, event, now }: RawEvent): Promise<string> {
    const folder = join(kept, eventFolder);
    await this.#makeFolder(kept, folder);
    const name = await this.#create(folder, { raw, event, now });
    await syncFolder(folder);
    crashPoint('webhook.stored');
    return `${eventFolder}/${name}`;
  }

  /** Names that a process before this one has used in the same millisecond are passed over. */
  async #create(folder: string, { raw, event, now }: Omit<RawEvent, 'kept'>): Promise<string> {
    for (;;) {
      const name = `${this.#stamp(now)}_${wordOf(event)}.json`;
      if (await writeSynced(join(folder, name), raw)) return name;
    }
  }

  async #makeFolder(kept: string, folder: string): Promise<void> {
    if ((await mkdir(folder, { recursive: true, mode: 0o770 })) !== undefined) await syncFolder(kept);
  }

  // Clocks give milliseconds; what stands behind them tells the events of one millisecond apart.
  #stamp(now: number): string {
    this.#count = (this.#count + 1) % 1_000;
    return `${stampOf(now)}${String(this.#count).padStart(3, '0')}`;
  }
}

/** The beginning of the names of events that came in this millisecond: `yyyymmdd_HHMMSS_mmm`, UTC. */
export const stampOf = (now: number): string => {
  const [day = '', clock = '', ms = ''] = new Date(now).toISOString().split(/[T.]/);
  return `${day.replaceAll('-', '')}_${clock.replaceAll(':', '')}_${ms.replace('Z', '')}`;
};

/** True for the names that are given here. */
export const isEventName = (name: string): boolean => /^\d{8}_\d{6}_\d{6}_.*\.json$/.test(name);

const wordOf = (event: string): string => event.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 64);

/** False when there is a file of this name. */
const writeSynced = async (path: string, raw: Buffer): Promise<boolean> => {
  await using file = await open(path, 'wx', 0o660).catch(onlyExisting);
  if (!file) return false;
  try {
    // The mask of the process would take the group's right to write.
    await file.chmod(0o660);
    await file.writeFile(raw);
    await file.sync();
    return true;
  } catch (cause) {
    await rm(path, { force: true });
    throw cause;
  }
};

const onlyExisting = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'EEXIST') throw error;
};
