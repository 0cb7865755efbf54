import type { MapPoint, PointMap } from '../lib/map/create-map.js';
import { h } from './dom.js';
import type { Outcome } from './finder.js';
import type { Speech } from './words.js';

/** The map beside the list. It is loaded when it is first shown, and not before. */
export class MapPane {
  readonly element: HTMLElement;
  private readonly box = h('div', { class: 'map' });
  private map: PointMap | null = null;
  private outcome: Outcome | null = null;
  private isAsked = false;

  constructor(
    private readonly speech: Speech,
    private readonly service: string,
    private readonly select: (code: string) => void,
  ) {
    this.element = h('section', { class: 'chart', part: 'map', 'aria-label': speech.words.map }, this.box);
  }

  show(outcome: Outcome): void {
    if (this.outcome === outcome) return;
    this.outcome = outcome;
    this.map?.show(pointsOf(outcome), shownOf(outcome));
    if (this.isAsked) return;
    this.isAsked = true;
    this.load().catch(() => {
      this.isAsked = false;
      this.outcome = null;
      this.box.replaceChildren(h('p', { class: 'soft' }, this.speech.words.mapFailed));
    });
  }

  mark(code: string | null): void {
    this.map?.mark(code);
  }

  remove(): void {
    this.map?.remove();
  }

  private async load(): Promise<void> {
    const [{ createMap }, { mapConfig }] = await Promise.all([
      import('../lib/map/create-map.js'),
      import('../lib/map/map-config.js'),
    ]);
    const config = await mapConfig(this.service);
    const { outcome, speech } = this;
    if (outcome === null || !this.element.isConnected) throw new Error('gone');
    const where = { points: pointsOf(outcome), ...shownOf(outcome) };
    this.map = await createMap(this.box, { ...where, ...config, language: speech.language, onSelect: this.select });
    this.element.dataset.kind = this.map.kind;
    if (this.outcome !== null && this.outcome !== outcome) this.map.show(pointsOf(this.outcome), shownOf(this.outcome));
  }
}

function pointsOf({ matches, nearestExcluded, mostMetres }: Outcome): MapPoint[] {
  const found = matches.map(({ point: { code, name, lat, lon } }, index) => {
    return { code, name, lat, lon, label: String(index + 1), tone: 'brand' as const };
  });
  const others = nearestExcluded
    .filter(({ distanceMetres }) => distanceMetres <= mostMetres)
    .map(({ point }) => ({ ...point, tone: 'far' as const }));
  return [...others, ...found];
}

function shownOf({ origin, resolvedPlace }: Outcome) {
  return origin.kind === 'WAY' ? { home: null, line: [origin.from, origin.to] } : { home: resolvedPlace, line: [] };
}
