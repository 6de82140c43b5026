import { element } from './element.js';
import { historyView, savedView } from './query-lists.js';
import { tablesView } from './query-tables.js';

/** Tables, history and saved queries, one at a time beside the editor. */
export class Library {
  #tabs;
  #panel;
  #views;
  #current;

  /** `names` is the promise of the tables; `actions` is what pressing something does. */
  constructor({ tabs, panel, names, actions }) {
    this.#tabs = [...tabs.querySelectorAll('a')];
    this.#panel = panel;
    this.#views = {
      'tab-tables': async () => tablesView(await names, actions),
      'tab-history': () => historyView(actions),
      'tab-saved': () => savedView({ ...actions, reload: () => this.open('tab-saved') }),
    };
    tabs.setAttribute('role', 'tablist');
    panel.setAttribute('role', 'tabpanel');
    for (const tab of this.#tabs) this.#enliven(tab);
    void this.#show(this.#tabs[0]);
  }

  /** After a run or a save: if this is open, it tells of it. */
  refresh(id) {
    if (this.#current.id === id) void this.#show(this.#current);
  }

  open(id) {
    void this.#show(this.#tabs.find((tab) => tab.id === id));
  }

  #enliven(tab) {
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', this.#panel.id);
    tab.removeAttribute('aria-current');
    tab.addEventListener('click', (event) => {
      event.preventDefault();
      void this.#show(tab);
    });
    tab.addEventListener('keydown', ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (step === undefined) return;
      const count = this.#tabs.length;
      const next = this.#tabs[(this.#tabs.indexOf(tab) + step + count) % count];
      next.focus();
      void this.#show(next);
    });
  }

  async #show(tab) {
    this.#current = tab;
    for (const one of this.#tabs) {
      one.setAttribute('aria-selected', String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
    }
    this.#panel.setAttribute('aria-labelledby', tab.id);
    const failed = ({ message }) => [element('p', { class: 'error-text' }, message)];
    const inside = await this.#views[tab.id]().catch(failed);
    if (this.#current === tab) this.#panel.replaceChildren(...inside);
  }
}
