import type { Settings } from './finder.js';
import type { Speech } from './words.js';

/** Where a point has a limit, only a parcel of which the measure is said is known to keep to it. */
export const MEASURES = {
  'weight-grams': 'weightGrams',
  'length-millimetres': 'lengthMillimetres',
  'width-millimetres': 'widthMillimetres',
  'height-millimetres': 'heightMillimetres',
} as const;

/** What an element asks for, as its attributes say; what the property says of the parcel goes first. */
export function settingsOf(element: HTMLElement, parcel: Settings['parcel'], speech: Speech): Settings {
  const read = (name: string) => element.getAttribute(name);
  const measures = Object.entries(MEASURES).map(([attribute, name]) => [name, Number(read(attribute))] as const);
  const said = Object.fromEntries(measures.filter(([, value]) => value > 0));
  const chains = (read('chains') ?? '').split(/[\s,]+/).filter(Boolean);
  return {
    publishableKey: read('publishable-key') ?? '',
    speech,
    isDialog: read('mode') === 'dialog',
    hasOpener: read('opener') !== 'none',
    isDetailed: read('details') !== null,
    isAnyPrice: read('cost') === 'any',
    parcel: Object.keys(said).length > 0 ? { ...said, ...parcel } : parcel,
    chains: chains.length > 0 ? chains : null,
  };
}
