import { type Http, type Rebuilt, UpstreamError } from '@agnes/sdk';

/** Posts what was rebuilt; any answer above 299 is an error, which the host records. */
export const postRebuilt = async (
  { generation, changed, removed, failed }: Rebuilt,
  { url, http }: { readonly url: string; readonly http: Http },
): Promise<void> => {
  const { status } = await http.fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ event: 'rebuilt', generation, changed, removed, failed }),
    timeoutMs: 10_000,
  });
  if (status > 299) throw UpstreamError({ reason: `The webhook answered ${status}.`, status });
};
