import { type Bounds, boundsOf, classOf, dress, element, pin, zoomButtons } from './frame.js';
import { MAP_WORDS } from './map-words.js';
import { OUTLINES } from './outlines.js';
import type { MapOptions, MapPoint, Place, PointMap, Shown } from './point-map.js';

const SVG = 'http://www.w3.org/2000/svg';
/** Pixels that are left free around what is shown. */
const MARGIN = 36;

/** A map as SVG, with outlines and points alone: for browsers without WebGL, and for pages that allow no worker. */
export function createSvgMap(container: HTMLElement, options: MapOptions): PointMap {
  return new SvgPoints(container, options);
}

class SvgPoints implements PointMap {
  readonly kind = 'svg';
  private readonly undress: () => void;
  private readonly drawing = document.createElementNS(SVG, 'svg');
  private readonly pins = element('div', 'pins');
  private readonly watcher: ResizeObserver;
  private points: readonly MapPoint[] = [];
  private shown: Shown = {};
  private marked: string | null = null;
  /** The middle of the view, and pixels a degree of latitude. */
  private view = { lat: 46.2, lon: 2.2, scale: 60 };

  constructor(
    private readonly container: HTMLElement,
    private readonly options: MapOptions,
  ) {
    this.undress = dress(container);
    this.drawing.setAttribute('class', 'drawing');
    this.drawing.setAttribute('role', 'img');
    this.drawing.setAttribute('aria-label', MAP_WORDS[options.language].map);
    const zoom = zoomButtons(options, (steps) => {
      this.view.scale *= 2 ** steps;
      this.draw();
    });
    const source = element('span', 'source', MAP_WORDS[options.language].outlines);
    container.replaceChildren(this.drawing, this.pins, zoom, source);
    this.listenToDrags();
    this.watcher = new ResizeObserver(() => this.draw());
    this.show(options.points, options);
    this.watcher.observe(container);
  }

  show(points: readonly MapPoint[], shown: Shown = {}): void {
    this.points = points;
    this.shown = shown;
    const places: Place[] = [...points, ...(shown.line ?? []), ...(shown.home ? [shown.home] : [])];
    if (!shown.keepView) this.fit(boundsOf(places));
    this.draw();
  }

  mark(code: string | null): void {
    this.marked = code;
    for (const each of this.container.querySelectorAll<HTMLElement | SVGElement>('[data-code]')) {
      each.classList.toggle('marked', each.dataset.code === code);
    }
  }

  remove(): void {
    this.watcher.disconnect();
    this.undress();
  }

  private fit({ south, west, north, east }: Bounds): void {
    const { clientWidth, clientHeight } = this.container;
    const lat = (south + north) / 2;
    const across = (east - west) * Math.cos((lat * Math.PI) / 180);
    const room = (pixels: number) => Math.max(80, pixels - 2 * MARGIN);
    const scale = Math.min(room(clientWidth) / across, room(clientHeight) / (north - south));
    this.view = { lat, lon: (west + east) / 2, scale };
  }

  /** Flat, as maps of some kilometres are: degrees east shrink with the latitude of the middle. */
  private at({ lat, lon }: Place): { x: number; y: number } {
    const { view, container } = this;
    const shrink = Math.cos((view.lat * Math.PI) / 180);
    return {
      x: container.clientWidth / 2 + (lon - view.lon) * shrink * view.scale,
      y: container.clientHeight / 2 - (lat - view.lat) * view.scale,
    };
  }

  private draw(): void {
    const { clientWidth, clientHeight } = this.container;
    this.drawing.setAttribute('viewBox', `0 0 ${clientWidth} ${clientHeight}`);
    const land = shape('path', {
      class: 'land',
      d: OUTLINES.features.map((each) => this.pathOf(each.geometry)).join(''),
    });
    const way = (this.shown.line ?? []).map((place) => this.text(place)).join('L');
    const lines = way === '' ? [] : [shape('path', { class: 'line', d: `M${way}` })];
    const dots = this.points.filter(({ label }) => label === undefined).map((point) => this.dot(point));
    this.drawing.replaceChildren(land, ...lines, ...dots);
    const pins = this.points.filter(({ label }) => label !== undefined).reverse();
    const made = pins.map((point) => put(pin(point, this.options.onSelect), this.at(point)));
    if (this.shown.home) made.push(put(element('div', 'home'), this.at(this.shown.home)));
    this.pins.replaceChildren(...made);
    this.mark(this.marked);
  }

  private dot(point: MapPoint): SVGElement {
    const { x, y } = this.at(point);
    const made = shape('circle', { class: `dot ${classOf(point.tone)}`, cx: x.toFixed(1), cy: y.toFixed(1), r: '6' });
    made.dataset.code = point.code;
    made.addEventListener('click', () => this.options.onSelect?.(point.code));
    made.append(Object.assign(shape('title', {}), { textContent: point.name }));
    return made;
  }

  private text(place: Place): string {
    const { x, y } = this.at(place);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  }

  private pathOf(geometry: GeoJSON.Geometry): string {
    const ring = (positions: GeoJSON.Position[]) =>
      `M${positions.map(([lon = 0, lat = 0]) => this.text({ lat, lon })).join('L')}Z`;
    if (geometry.type === 'Polygon') return geometry.coordinates.map(ring).join('');
    if (geometry.type === 'MultiPolygon') return geometry.coordinates.flat().map(ring).join('');
    return '';
  }

  private listenToDrags(): void {
    this.drawing.addEventListener('pointermove', ({ buttons, movementX, movementY }) => {
      if (buttons !== 1) return;
      const { view } = this;
      view.lon -= movementX / view.scale / Math.cos((view.lat * Math.PI) / 180);
      view.lat += movementY / view.scale;
      this.draw();
    });
  }
}

function shape(name: string, attributes: Record<string, string>): SVGElement {
  const made = document.createElementNS(SVG, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function put(made: HTMLElement, { x, y }: { x: number; y: number }): HTMLElement {
  made.style.position = 'absolute';
  made.style.left = `${x}px`;
  made.style.top = `${y}px`;
  made.style.translate = '-50% -50%';
  return made;
}
