import { fill } from '../lib/language.js';
import { button, h, setAttribute } from './dom.js';
import type { Finder, Outcome, Said } from './finder.js';
import { MapPane } from './map-pane.js';
import { PointList } from './point-list.js';
import type { Match } from './queries.js';
import { foundText, reasonText } from './said.js';
import { SearchForm } from './search-form.js';

/** From this width on there is room for a map beside the list. */
const WIDE_PX = 720;
const CAN_RETRY: ReadonlySet<string> = new Set(['NO_NETWORK', 'NO_ANSWER', 'OTHER']);

/** All that is seen of a picker but its dialog. */
export class View {
  readonly element: HTMLElement;
  private readonly form: SearchForm;
  private readonly status = h('div', { class: 'status', part: 'status', role: 'status' });
  private readonly switcher: HTMLButtonElement;
  private readonly found = h('div', { class: 'found' });
  private readonly map: MapPane;
  private readonly watcher: ResizeObserver;
  private list: PointList | null = null;
  private shown: Outcome | null = null;
  private isWide = false;
  private isMapWanted = false;

  constructor(
    private readonly finder: Finder,
    service: string,
  ) {
    const { speech } = finder.settings;
    this.form = new SearchForm(finder, speech.words);
    this.map = new MapPane(speech, service, (code) => this.goTo(code));
    this.switcher = button('quiet', '', () => {
      this.isMapWanted = !this.isMapWanted;
      this.update();
    });
    const parts = [this.form.element, this.status, this.switcher, this.found];
    this.element = h('div', { class: 'picker', part: 'picker', lang: speech.language }, ...parts);
    this.watcher = new ResizeObserver(([entry]) => {
      const isWide = (entry?.contentRect.width ?? 0) >= WIDE_PX;
      if (isWide === this.isWide) return;
      this.isWide = isWide;
      this.update();
    });
    this.watcher.observe(this.element);
    this.update();
  }

  remove(): void {
    this.watcher.disconnect();
    this.map.remove();
  }

  /** Shows the state of the finder. What stands there already is left, and keeps the focus. */
  update(): void {
    const { finder, isWide, isMapWanted } = this;
    const { outcome, isBusy, settings } = finder;
    const { words } = settings.speech;
    this.element.classList.toggle('wide', isWide);
    this.element.classList.toggle('busy', isBusy);
    this.form.update();
    this.status.replaceChildren(...this.statusParts());
    if (outcome !== this.shown) {
      this.shown = outcome;
      const act = {
        choose: (match: Match) => void finder.choose(match),
        mark: (code: string | null) => this.mark(code),
      };
      this.list = outcome === null ? null : new PointList(finder, outcome, act);
    }
    this.list?.update();
    this.switcher.hidden = isWide || outcome === null;
    this.switcher.textContent = isMapWanted ? words.showList : words.showMap;
    const hasMap = outcome !== null && (isWide || isMapWanted);
    const hasList = this.list !== null && (isWide || !isMapWanted);
    setChildren(this.found, [hasList && this.list ? this.list.element : null, hasMap ? this.map.element : null]);
    if (hasMap) this.map.show(outcome);
  }

  private mark(code: string | null): void {
    this.list?.mark(code);
    this.map.mark(code);
  }

  /** A pin leads to its point in the list. */
  private goTo(code: string): void {
    this.isMapWanted = false;
    this.update();
    this.mark(code);
    this.list?.goTo(code);
  }

  private statusParts(): (Node | string)[] {
    const { isBusy, trouble, choice, outcome, settings } = this.finder;
    const { speech } = settings;
    const { words } = speech;
    if (isBusy) return [h('p', {}, words.searching)];
    if (trouble !== null) return [this.troublePart(trouble)];
    if (choice?.state === 'GONE') return [h('p', { class: 'trouble' }, this.goneText(choice.match, choice.reason))];
    if (choice?.state === 'CHOSEN') {
      return [h('p', { class: 'good' }, fill(words.chosenSaid, { name: choice.match.point.name }))];
    }
    if (outcome === null) return [h('p', {}, words.hint)];
    const parts: Node[] = [h('h2', {}, foundText(outcome, speech))];
    if (outcome.resolvedPlace.approximate) parts.push(h('p', {}, words.roughly));
    if (outcome.matches.length === 0) parts.push(h('p', {}, words.foundNoneHint));
    return parts;
  }

  private troublePart({ code, place, field, suggestions }: Said): HTMLElement {
    const { words } = this.finder.settings.speech;
    const part = h('div', { class: 'trouble' }, h('p', {}, fill(words.troubles[code], { place })));
    if (suggestions.length > 0) {
      const tries = suggestions.map((each) => button('plain', each, () => void this.finder.searchFor(each, field)));
      part.append(h('p', { class: 'tries' }, words.didYouMean, ...tries));
    }
    if (CAN_RETRY.has(code)) part.append(button('quiet', words.retry, () => void this.finder.retry()));
    return part;
  }

  private goneText(match: Match, code: string): string {
    const { words } = this.finder.settings.speech;
    const mostMetres = this.shown?.mostMetres ?? 0;
    const reason = reasonText({ code, detail: '' }, { words, mostMetres, isDetailed: false });
    return fill(words.gone, { name: match.point.name, reason });
  }
}

/** Puts children in, unless they are there: one that is moved loses its focus and its place in the scroll. */
function setChildren(parent: HTMLElement, children: (HTMLElement | null)[]): void {
  const wanted = children.filter((child) => child !== null);
  const isThere =
    wanted.length === parent.childElementCount && wanted.every((child, at) => child === parent.children[at]);
  if (!isThere) parent.replaceChildren(...wanted);
  setAttribute(parent, 'hidden', wanted.length === 0);
}
