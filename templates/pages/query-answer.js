import { Refused } from './query-api.js';

const opening = '"rows":[';

/**
 * Reads an answer of `POST /api/query` while it comes: `onHead` gets columns and types, `onRows` the rows of each piece,
 * and what is known at the end is returned. The host writes one row a line, so no piece waits for the whole.
 */
export const readAnswer = async (response, { onHead, onRows }) => {
  let head;
  let rest = '';
  const take = (piece) => {
    rest += piece;
    if (!head) {
      const at = rest.indexOf(opening);
      if (at < 0) return;
      head = JSON.parse(`${rest.slice(0, at)}${opening}]}`);
      rest = rest.slice(at + opening.length);
      onHead(head);
    }
    const end = rest.lastIndexOf('\n');
    if (end < 0) return;
    onRows(rowsIn(rest.slice(0, end)));
    rest = rest.slice(end + 1);
  };
  for await (const piece of piecesOf(response)) take(piece);
  if (!head || !rest.startsWith(']')) throw brokenOff();
  // An answer without any row ends its list here; any other one has told its last row by a line of its own.
  return { ...head, ...JSON.parse(`{${rest.slice(2)}`), rows: undefined };
};

async function* piecesOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw brokenOff();
  }
}

const rowsIn = (lines) => JSON.parse(`[${lines.replace(/^,/, '')}]`);

const brokenOff = () =>
  new Refused({ detail: 'The answer broke off before its end.', hint: 'Run it again, with less to read.' });
