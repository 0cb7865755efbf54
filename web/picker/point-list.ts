import { distanceText } from '../lib/format.js';
import { button, h, setAttribute } from './dom.js';
import type { Finder, Outcome } from './finder.js';
import type { Match } from './queries.js';
import { farText, hoursText, offerText, priceText, reasonText } from './said.js';

/** With fewer points than this a list needs a word on why. */
const SHORT = 4;
/** More than this nobody reads. */
const MOST = 24;

interface Item {
  element: HTMLElement;
  choose: HTMLButtonElement;
  said: Text;
}

/** The points of one answer, and why there are no others. */
export class PointList {
  readonly element: HTMLElement;
  private readonly items = new Map<string, Item>();

  constructor(
    private readonly finder: Finder,
    outcome: Outcome,
    private readonly act: { choose: (match: Match) => void; mark: (code: string | null) => void },
  ) {
    const { matches, search } = outcome;
    const { words } = finder.settings.speech;
    const points = matches.map((match, index) => this.item(match, index + 1, outcome));
    this.element = h('div', { class: 'results' });
    if (points.length > 0)
      this.element.append(h('ol', { class: 'points', part: 'list', 'aria-label': words.list }, ...points));
    const first = search.first ?? MOST;
    if (matches.length === first && first < MOST) {
      this.element.append(button('quiet', words.more, () => void finder.more()));
    }
    this.element.append(this.why(outcome));
    this.update();
  }

  /** Says of each point whether it is the chosen one. */
  update(): void {
    const { choice, settings } = this.finder;
    const { words } = settings.speech;
    for (const [code, { element, choose, said }] of this.items) {
      const state = choice?.match.point.code === code ? choice.state : null;
      said.data = state === 'CHECKING' ? words.choosing : state === 'CHOSEN' ? words.chosen : words.choose;
      setAttribute(choose, 'aria-pressed', String(state === 'CHOSEN'));
      element.classList.toggle('chosen', state === 'CHOSEN');
    }
  }

  mark(code: string | null): void {
    for (const [each, { element }] of this.items) element.classList.toggle('marked', each === code);
  }

  /** Leads to a point, where it can be read and chosen. */
  goTo(code: string): void {
    const item = this.items.get(code);
    item?.element.scrollIntoView({ block: 'nearest' });
    item?.choose.focus({ preventScroll: true });
  }

  private item(match: Match, number: number, outcome: Outcome): HTMLElement {
    const { speech } = this.finder.settings;
    const { code, name, address } = match.point;
    const said = new Text();
    // The point's name is in the button's for whoever hears it alone.
    const choose = h(
      'button',
      { type: 'button', class: 'choose', part: 'choose', click: () => this.act.choose(match) },
      said,
      h('span', { class: 'unseen' }, ` ${name}`),
    );
    const more = h(
      'div',
      { class: 'more' },
      h('p', {}, [address.street, `${address.postcode} ${address.city}`].filter(Boolean).join(', ')),
      h('p', { class: match.openState }, hoursText(match, speech)),
      h('p', {}, h('span', { class: 'price' }, priceText(match, speech)), offerText(match, speech)),
    );
    const mark = () => this.act.mark(code);
    const element = h(
      'li',
      { part: 'point', mouseenter: mark, focusin: mark },
      h('span', { class: 'badge', 'aria-hidden': 'true' }, String(number)),
      h('h3', { part: 'point-name' }, name),
      h('span', { class: 'far' }, farText(match.distanceMetres, outcome, speech)),
      more,
      choose,
    );
    this.items.set(code, { element, choose, said });
    return element;
  }

  private why({ mostMetres, matches, excluded, nearestExcluded }: Outcome): HTMLElement | string {
    if (excluded.length === 0) return '';
    const { speech, isDetailed } = this.finder.settings;
    const { words, language } = speech;
    const number = new Intl.NumberFormat(language);
    const counts = excluded.map(({ reason, count }) => {
      const text = reasonText({ code: reason, detail: '' }, { words, mostMetres, isDetailed });
      return `${text}${words.colon}${number.format(count)}`;
    });
    const nearest = nearestExcluded
      .filter(({ distanceMetres }) => distanceMetres <= mostMetres)
      .map(({ point, distanceMetres, reasons: [first] }) => {
        // The rest of the reasons are a query away; the first says what a person needs.
        const text = first ? reasonText(first, { words, mostMetres, isDetailed }) : '';
        return h('li', {}, `${point.name}, ${distanceText(distanceMetres, language)}`, h('span', {}, text));
      });
    return h(
      'details',
      { class: 'why', part: 'why', open: isDetailed || matches.length < SHORT },
      h('summary', {}, words.whyTitle),
      nearest.length > 0 ? h('p', {}, words.whyNearest) : null,
      nearest.length > 0 ? h('ul', {}, ...nearest) : null,
      h('p', {}, `${words.whyCounts} ${counts.join(' · ')}.`),
    );
  }
}
