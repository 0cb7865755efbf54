import { button, h, setAttribute } from './dom.js';
import type { Finder } from './finder.js';
import type { Words } from './words.js';

type Field = 'place' | 'to';

/** Where and when: the part that is typed into, and so is never drawn anew. */
export class SearchForm {
  readonly element: HTMLFormElement;
  private readonly fields: Record<Field, HTMLInputElement>;
  private readonly placeLabel: HTMLLabelElement;
  private readonly toField: HTMLElement;
  private readonly along: HTMLButtonElement;
  private readonly hours: HTMLSelectElement;
  private readonly moment: HTMLInputElement;

  constructor(
    private readonly finder: Finder,
    private readonly words: Words,
  ) {
    this.fields = { place: this.input('place', 'postal-code'), to: this.input('to', 'off') };
    this.fields.place.placeholder = words.placeHint;
    this.placeLabel = h('label', { for: 'place' });
    this.toField = h('p', { class: 'field' }, h('label', { for: 'to' }, words.to), this.fields.to);
    this.along = button('plain', '', () => this.switchAlong());
    this.hours = this.hoursSelect();
    this.moment = h('input', {
      type: 'datetime-local',
      part: 'input',
      'aria-label': words.moment,
      change: () => this.changeMoment(),
    });
    this.element = this.form();
    this.update();
  }

  /** Shows what the finder says, where that is not what stands there already. */
  update(): void {
    const { finder, words } = this;
    for (const field of ['place', 'to'] as const) {
      if (this.fields[field].value !== finder[field]) this.fields[field].value = finder[field];
      setAttribute(this.fields[field], 'aria-invalid', this.isWrong(field) ? 'true' : null);
    }
    this.placeLabel.textContent = finder.isAlong ? words.from : words.place;
    this.toField.hidden = !finder.isAlong;
    this.along.textContent = finder.isAlong ? words.notAlong : words.along;
    this.hours.value = finder.hours;
    this.moment.hidden = finder.hours !== 'AT';
    if (this.moment.value !== finder.moment) this.moment.value = finder.moment;
  }

  private form(): HTMLFormElement {
    const { finder, words } = this;
    const submit = (event: Event) => {
      event.preventDefault();
      void finder.search();
    };
    const place = h('p', { class: 'field' }, this.placeLabel, this.fields.place);
    const go = h('button', { class: 'go', part: 'button' }, words.search);
    const position = button('plain', words.position, () => void finder.searchPosition());
    // A page may have two pickers: each is a landmark with a name of its own.
    const name = finder.settings.isDialog ? words.title : null;
    const when = h('p', { class: 'hours' }, h('label', { for: 'hours' }, words.hours), this.hours, this.moment);
    return h(
      'form',
      { class: 'search', part: 'search', role: 'search', 'aria-label': name, novalidate: true, submit },
      h('div', { class: 'fields' }, place, this.toField, go),
      h('div', { class: 'ways' }, position, this.along, when),
    );
  }

  private input(field: Field, autocomplete: string): HTMLInputElement {
    const input = (event: Event) => {
      this.finder[field] = (event.currentTarget as HTMLInputElement).value;
    };
    return h('input', { id: field, name: field, part: 'input', maxlength: '100', autocomplete, input });
  }

  private hoursSelect(): HTMLSelectElement {
    const { words, finder } = this;
    const change = () => {
      finder.hours = this.hours.value as Finder['hours'];
      this.update();
      this.searchAgain();
    };
    const options = { ANY: words.hoursAny, NOW: words.hoursNow, AT: words.hoursAt };
    const made = Object.entries(options).map(([value, text]) => h('option', { value }, text));
    return h('select', { id: 'hours', part: 'input', change }, ...made);
  }

  private changeMoment(): void {
    this.finder.moment = this.moment.value;
    this.searchAgain();
  }

  private switchAlong(): void {
    this.finder.isAlong = !this.finder.isAlong;
    this.update();
    if (this.finder.isAlong) this.fields.to.focus();
  }

  /** What was found is looked for again under another wish; what was never asked for is not. */
  private searchAgain(): void {
    const { outcome, hours, moment } = this.finder;
    if (outcome !== null && (hours !== 'AT' || moment !== '')) void this.finder.retry();
  }

  private isWrong(field: Field): boolean {
    const { trouble } = this.finder;
    const isAboutPlace =
      trouble?.code === 'UNKNOWN_PLACE' || trouble?.code === 'BAD_INPUT' || trouble?.code === 'EMPTY';
    return isAboutPlace && trouble?.field === field;
  }
}
