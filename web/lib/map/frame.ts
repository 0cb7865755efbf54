import mapStyles from './map.css?inline';
import { MAP_WORDS } from './map-words.js';
import type { MapOptions, MapPoint, Place, Tone } from './point-map.js';

/** The class of a tone, under which map.css knows its colour. */
export const classOf = (tone: Tone = 'brand') => (tone === 'dot' ? 'plain-dot' : tone);

/** Gives an element the look of a map; a constructed sheet passes a host's Content-Security-Policy where a style does not. */
export function dress(container: HTMLElement, ...sheets: string[]): () => void {
  const root = container.getRootNode() as Document | ShadowRoot;
  const added = [...sheets, mapStyles].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...added];
  container.classList.add('relais-map');
  return () => {
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((sheet) => !added.includes(sheet));
    container.classList.remove('relais-map');
    container.replaceChildren();
  };
}

export function element(name: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** Two buttons with names in words. */
export function zoomButtons({ language }: MapOptions, zoom: (steps: number) => void): HTMLElement {
  const words = MAP_WORDS[language];
  const box = element('div', 'zoom');
  for (const [sign, name, steps] of [
    ['+', words.zoomIn, 1],
    ['−', words.zoomOut, -1],
  ] as const) {
    const button = element('button', '', sign) as HTMLButtonElement;
    button.type = 'button';
    button.setAttribute('aria-label', name);
    button.addEventListener('click', () => zoom(steps));
    box.append(button);
  }
  return box;
}

/** A pin for those who point at it; a list beside the map is for everybody else, so that it is left out of their way. */
export function pin(point: MapPoint, onSelect: MapOptions['onSelect']): HTMLElement {
  const made = element('div', `pin ${classOf(point.tone)}`, point.label);
  made.title = point.name;
  made.dataset.code = point.code;
  made.setAttribute('aria-hidden', 'true');
  made.addEventListener('click', () => onSelect?.(point.code));
  return made;
}

export interface Bounds {
  south: number;
  west: number;
  north: number;
  east: number;
}

/** Mainland France, which is shown while there is nothing to show. */
const FRANCE: Bounds = { south: 41.3, west: -5.2, north: 51.2, east: 9.6 };
const LEAST_DEGREES = 0.02;

/** The box that holds places, and not less than some 2 km. */
export function boundsOf(places: readonly Place[]): Bounds {
  if (places.length === 0) return FRANCE;
  const lats = places.map(({ lat }) => lat);
  const lons = places.map(({ lon }) => lon);
  const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b));
  const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b));
  return {
    south: least(lats) - LEAST_DEGREES / 2,
    north: most(lats) + LEAST_DEGREES / 2,
    west: least(lons) - LEAST_DEGREES / 2,
    east: most(lons) + LEAST_DEGREES / 2,
  };
}
