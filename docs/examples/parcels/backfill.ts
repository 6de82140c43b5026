import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UpstreamError } from '@agnes/sdk/connector';
import { defineJob } from '@agnes/sdk/job';

/** Fetches what was under way in the last days, and has the connector read it. */
export default defineJob<{ readonly url: string }>({
  async run({ config, params, http, kept = '', progress }) {
    const address = new URL(`/parcels?days=${params['days']}`, config.url);
    const { status, text } = await http.fetch(address.href);
    if (status !== 200) throw UpstreamError({ reason: `The carrier answered ${status}.`, status });
    const parcels: readonly unknown[] = JSON.parse(text);
    progress(parcels.length, parcels.length, 'fetched');
    if (parcels.length === 0) return { skipped: 'Nothing was under way.' };
    // The connector may read at any moment: it finds the old file or the new one.
    await writeFile(join(kept, 'fetched.tmp'), text);
    await rename(join(kept, 'fetched.tmp'), join(kept, 'fetched.json'));
    return { result: { fetched: parcels.length }, read: true };
  },
});
