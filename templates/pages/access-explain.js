const dialog = document.querySelector('#explain');
const person = document.querySelector('#explain-person');
const label = document.querySelector('#explain-label');
const state = document.querySelector('#explain-state');
const list = document.querySelector('#explain-steps');
const most = 200;

const ask = async (path) => {
  const response = await fetch(path, { headers: { accept: 'application/json' } });
  const answer = await response.json();
  if (response.ok) return answer;
  throw new Error(typeof answer.detail === 'string' ? answer.detail : answer.hint);
};

const step = ({ ok, text }) => {
  const item = document.createElement('li');
  item.className = ok ? 'step-ok' : 'step-broken';
  const word = document.createElement('span');
  word.className = 'hidden';
  word.textContent = ok ? 'Holds: ' : 'Breaks: ';
  item.append(word, text);
  return item;
};

let shown;

const explain = async () => {
  const { type, id } = shown;
  const query = new URLSearchParams({ user: person.value, type, id });
  try {
    const { steps } = await ask(`/api/admin/access/explain?${query}`);
    list.replaceChildren(...steps.map(step));
  } catch (error) {
    list.replaceChildren(step({ ok: false, text: error.message }));
  }
};

const option = ({ user_id, email }) => {
  const made = document.createElement('option');
  made.value = user_id;
  made.textContent = email;
  return made;
};

/** Opens the explanation of a cell: what it says, and the chain for each person whom it concerns. */
export const openExplanation = async (cell) => {
  shown = cell;
  document.querySelector('#explain-title').textContent = `${cell.groupName}, ${cell.name}`;
  state.textContent = `${cell.says[0].toUpperCase()}${cell.says.slice(1)}.`;
  list.replaceChildren();
  person.replaceChildren();
  dialog.showModal();
  const members = await ask(`/api/admin/groups/${encodeURIComponent(cell.group)}/members`).catch(() => []);
  person.replaceChildren(...members.slice(0, most).map(option));
  person.hidden = members.length === 0;
  label.hidden = members.length === 0;
  if (members.length === 0) state.textContent += ' Nobody is in this group, so that it concerns nobody.';
  else await explain();
};

person?.addEventListener('change', () => void explain());
