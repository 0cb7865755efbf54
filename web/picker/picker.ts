import { languageOf } from '../lib/language.js';
import { MEASURES, settingsOf } from './attributes.js';
import { button, h } from './dom.js';
import { Finder, type Settings } from './finder.js';
import styles from './picker.css?inline';
import type { Match } from './queries.js';
import { View } from './view.js';
import { speechOf, type Words } from './words.js';

/** The Relais that this file came from. */
const SERVICE = new URL(import.meta.url).origin;

/** Those by which another search would find other points. */
const SEARCHED = ['publishable-key', 'lang', 'cost', ...Object.keys(MEASURES), 'chains', 'open-at'];

let sheet: CSSStyleSheet | null = null;

/** What a shop is told of the point that was chosen. */
type SelectedPoint = Pick<Match['point'], 'code' | 'name' | 'address' | 'lat' | 'lon'> & Omit<Match, 'point'>;

/** The element that a merchant's shop puts into its page. */
class RelaisPicker extends HTMLElement {
  static readonly observedAttributes = [...SEARCHED, 'mode', 'opener', 'details'];

  /** The point that was chosen last. */
  value: SelectedPoint | null = null;

  private finder: Finder | null = null;
  private view: View | null = null;
  private dialog: HTMLDialogElement | null = null;
  private readAt: string | null = null;
  private measures: Settings['parcel'] = null;

  connectedCallback(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    if (sheet === null) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(styles);
    }
    root.adoptedStyleSheets = [sheet];
    this.read();
    if (this.finder?.place === '') this.finder.place = this.getAttribute('near') ?? '';
    this.draw(root);
    if (this.dialog === null) this.begin();
    // Whoever listens has had the time to, where the element stands in the page's own HTML.
    queueMicrotask(() => this.tell('ready'));
  }

  disconnectedCallback(): void {
    this.view?.remove();
    this.view = null;
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    const { finder, view, shadowRoot } = this;
    if (finder === null || view === null || shadowRoot === null || before === now) return;
    this.read();
    this.draw(shadowRoot);
    // Another shop's key, or another parcel: what was found holds no longer.
    if (SEARCHED.includes(name) && finder.outcome) void finder.retry();
  }

  /** Opens the dialog; an inline picker is open always. */
  open(): void {
    if (this.dialog === null || this.dialog.open) return;
    this.dialog.showModal();
    this.begin();
  }

  close(): void {
    this.dialog?.close();
  }

  /** Searches a French postcode or town; with a second one along the way between the two. */
  async search(place: string, to?: string): Promise<void> {
    const { finder } = this;
    if (finder === null) throw new Error('A picker searches once it is in a document.');
    finder.isAlong = to !== undefined;
    finder.to = to ?? '';
    await finder.searchFor(place);
  }

  get publishableKey(): string {
    return this.getAttribute('publishable-key') ?? '';
  }

  set publishableKey(key: string) {
    this.setAttribute('publishable-key', key);
  }

  /** The measures of the parcel, as the API has them: weightGrams, lengthMillimetres, … */
  get parcel(): Settings['parcel'] {
    return this.measures;
  }

  set parcel(parcel: Settings['parcel']) {
    this.measures = parcel;
    if (this.view !== null) this.read();
  }

  /** Reads the attributes. */
  private read(): void {
    const speech = speechOf(languageOf(this.getAttribute('lang') ?? document.documentElement.lang));
    const settings = settingsOf(this, this.measures, speech);
    this.finder ??= new Finder(SERVICE, settings, {
      change: () => this.view?.update(),
      chosen: (match) => this.select(match),
      error: (code, message) => this.tell('error', { code, message }),
    });
    this.finder.settings = settings;
    const at = this.getAttribute('open-at');
    if (at === this.readAt) return;
    this.readAt = at;
    this.finder.hours = at === null ? 'ANY' : at === 'now' ? 'NOW' : 'AT';
    this.finder.moment = at === null || at === 'now' ? '' : at.slice(0, 16);
  }

  private draw(root: ShadowRoot): void {
    const { finder } = this;
    if (finder === null) return;
    const wasOpen = this.dialog?.open === true;
    this.view?.remove();
    this.view = new View(finder, SERVICE);
    const { isDialog, hasOpener, speech } = finder.settings;
    this.dialog = isDialog ? this.dialogAround(this.view, speech.words) : null;
    const box = h('div', { class: 'root' }, this.dialog === null ? this.view.element : null);
    if (this.dialog !== null && hasOpener) box.append(this.opener(speech.words));
    if (this.dialog !== null) box.append(this.dialog);
    root.replaceChildren(box);
    if (wasOpen) this.dialog?.showModal();
  }

  private dialogAround(view: View, words: Words): HTMLDialogElement {
    const shut = h('button', { type: 'button', class: 'shut', part: 'close', 'aria-label': words.close }, '×');
    const bar = h('header', { class: 'bar' }, h('h2', { id: 'title' }, words.title), shut);
    const dialog = h('dialog', { part: 'dialog', 'aria-labelledby': 'title' }, bar, view.element);
    shut.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => this.tell('close'));
    return dialog;
  }

  private opener(words: Words): HTMLButtonElement {
    const made = button('go', this.value === null ? words.title : words.change, () => this.open());
    made.setAttribute('part', 'opener');
    made.setAttribute('aria-haspopup', 'dialog');
    this.addEventListener('select', () => {
      made.textContent = words.change;
    });
    return made;
  }

  /** The first search of a picker that was told where. */
  private begin(): void {
    if (this.finder?.outcome === null && this.finder.place !== '') void this.finder.search();
  }

  private select({ point, ...offer }: Match): void {
    const { code, name, address, lat, lon } = point;
    this.value = { code, name, address, lat, lon, ...offer };
    this.tell('select', this.value);
    this.dialog?.close();
  }

  private tell(type: 'ready' | 'select' | 'close' | 'error', detail: unknown = null): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

if (!customElements.get('relais-picker')) customElements.define('relais-picker', RelaisPicker);
