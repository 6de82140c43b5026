const line = (text: string): string => (text.length + 4).toString(16).padStart(4, '0') + text;

/** What a client was sent: the pack, or what it was told in place of one. */
export interface Sent {
  readonly pack: Buffer;
  readonly told: string;
}

/** A client of git in the second version of its protocol that costs no process. */
export const rawGit = (url: string, password: string) => {
  const headers = {
    authorization: `Basic ${Buffer.from(`any:${password}`).toString('base64')}`,
    'content-type': 'application/x-git-upload-pack-request',
    'git-protocol': 'version=2',
  };
  const post = (body: string, signal: AbortSignal | null = null) =>
    fetch(`${url}/marketplace.git/git-upload-pack`, { method: 'POST', headers, body, signal });
  /** The commit that is served now. */
  const head = async (): Promise<string> => {
    const text = await (await post(`${line('command=ls-refs\n')}0000`)).text();
    return /[0-9a-f]{40}(?= HEAD)/.exec(text)?.[0] ?? '';
  };
  /** What a clone of a commit is sent; `more` are further lines of its request. */
  const asking = (commit: string, more: readonly string[] = []): string =>
    [
      ...[line('command=fetch'), line('agent=git/2.39.5'), '0001', line('ofs-delta')],
      ...[...more.map(line), line(`want ${commit}\n`), line('done\n'), '0000'],
    ].join('');
  const clone = async (commit: string): Promise<Sent> =>
    sentIn(Buffer.from(await (await post(asking(commit))).arrayBuffer()));
  return { head, clone, post, asking };
};

const sentIn = (answer: Buffer): Sent => {
  const parts: Buffer[] = [];
  let told = '';
  for (let at = 0; at < answer.length; ) {
    const length = Number.parseInt(answer.toString('latin1', at, at + 4), 16);
    const part = answer.subarray(at + 4, at + Math.max(length, 4));
    if (part[0] === 1) parts.push(part.subarray(1));
    else told += part.toString('utf8');
    at += Math.max(length, 4);
  }
  return { pack: Buffer.concat(parts), told };
};
