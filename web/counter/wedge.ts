/** A scanner types faster than a person: its keys are this many milliseconds apart at most. */
const MOST_BETWEEN_KEYS_MS = 50;
const FEWEST_KEYS = 6;

/** What the row of digits gives on a French keyboard, where a scanner believes that it is an American one. */
const AZERTY = '&é"\'(-è_çà';

interface Burst {
  text: string;
  lastAtMs: number;
  /** What stood in the field that has the focus, before the scanner typed into it. */
  field: HTMLInputElement | null;
  before: string;
}

/**
 * Listens for a scanner that is a keyboard, wherever the focus is: a burst of keys that ends with Enter. What it typed
 * into a field is taken out of it again, and its Enter presses no button.
 *
 * @returns What ends the listening.
 */
export function listenToScanner(onScan: (text: string) => void): () => void {
  let burst: Burst | null = null;

  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (burst !== null && event.timeStamp - burst.lastAtMs > MOST_BETWEEN_KEYS_MS) burst = null;
    if (event.key === 'Enter' || event.key === 'Tab') {
      const ended = burst;
      burst = null;
      if (ended === null || ended.text.length < FEWEST_KEYS) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (ended.field !== null) restore(ended.field, ended.before);
      onScan(ended.text);
    } else if (event.key.length === 1) {
      burst ??= { text: '', lastAtMs: 0, ...focused(event.target) };
      burst.text += characterOf(event);
      burst.lastAtMs = event.timeStamp;
    }
  };
  window.addEventListener('keydown', onKey, { capture: true });
  return () => window.removeEventListener('keydown', onKey, { capture: true });
}

function characterOf({ key, code }: KeyboardEvent): string {
  const place = AZERTY.indexOf(key);
  return place >= 0 && code === `Digit${(place + 1) % 10}` ? String((place + 1) % 10) : key;
}

function focused(target: EventTarget | null): Pick<Burst, 'field' | 'before'> {
  const field = target instanceof HTMLInputElement ? target : null;
  return { field, before: field?.value ?? '' };
}

function restore(field: HTMLInputElement, before: string): void {
  field.value = before;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
