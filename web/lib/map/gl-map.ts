import {
  type GeoJSONSource,
  Map as GlMap,
  Marker,
  ScaleControl,
  type StyleSpecification,
  setWorkerUrl,
} from 'maplibre-gl';
import glStyles from 'maplibre-gl/dist/maplibre-gl.css?inline';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { boundsOf, dress, element, pin, zoomButtons } from './frame.js';
import { type Ink, inkOf } from './ink.js';
import { MAP_WORDS } from './map-words.js';
import type { MapOptions, MapPoint, PointMap, Shown } from './point-map.js';
import { outlinesStyle, pointLayers, styleFor } from './styles.js';

const WORKER = new URL(workerUrl, import.meta.url).href;
const TRIAL_MS = 8000;
setWorkerUrl(WORKER);

/** Whether this page may start MapLibre's worker: on another origin's page it is started from a blob, by its leave only. */
export async function canHaveWorker(): Promise<boolean> {
  if (new URL(WORKER).origin === location.origin) return true;
  const trial = `import ${JSON.stringify(WORKER)}; postMessage('here')`;
  const url = URL.createObjectURL(new Blob([trial], { type: 'text/javascript' }));
  try {
    const worker = new Worker(url, { type: 'module' });
    const answered = await new Promise<boolean>((resolve) => {
      worker.addEventListener('message', ({ data }) => data === 'here' && resolve(true));
      worker.addEventListener('error', () => resolve(false));
      setTimeout(() => resolve(false), TRIAL_MS);
    });
    worker.terminate();
    return answered;
  } catch {
    return false;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * A map by MapLibre: the configured style, or the outlines of the countries where it is not reached.
 *
 * @throws What MapLibre throws where a page has changed JavaScript under it.
 */
export async function createGlMap(container: HTMLElement, options: MapOptions): Promise<PointMap> {
  const undress = dress(container, glStyles);
  try {
    const drawing = element('div', 'drawing');
    container.replaceChildren(drawing);
    const ink = inkOf(container);
    const map = mapIn(drawing, await styleFor(options, ink), options);
    container.append(zoomButtons(options, (steps) => map.zoomTo(map.getZoom() + steps)));
    return new GlPoints(map, { options, ink, undress });
  } catch (error) {
    undress();
    throw error;
  }
}

function mapIn(container: HTMLElement, style: StyleSpecification, options: MapOptions): GlMap {
  const map = new GlMap({
    container,
    style,
    bounds: fitOf(options.points, options),
    fitBoundsOptions: { padding: 40, maxZoom: 15 },
    attributionControl: { compact: false },
    dragRotate: false,
    pitchWithRotate: false,
    locale: { 'Map.Title': MAP_WORDS[options.language].map },
  });
  map.addControl(new ScaleControl(), 'bottom-left');
  map.touchZoomRotate.disableRotation();
  return map;
}

class GlPoints implements PointMap {
  readonly kind = 'gl';
  private markers = new Map<string, Marker>();
  private home: Marker | null = null;
  private points: readonly MapPoint[] = [];
  private line: Shown['line'] = [];
  private marked: string | null = null;
  private hasDrawnOnce = false;

  constructor(
    private readonly map: GlMap,
    private readonly own: { options: MapOptions; ink: Ink; undress: () => void },
  ) {
    const { options, ink } = own;
    map.on('style.load', () => this.addLayers());
    map.on('idle', () => {
      this.hasDrawnOnce = true;
    });
    map.on('error', () => {
      // The tiles' server is not reached: what we have ourselves is shown instead.
      if (this.hasDrawnOnce) return;
      this.hasDrawnOnce = true;
      void outlinesStyle(ink, options.language).then((style) => map.setStyle(style, { diff: false }));
    });
    map.on('click', 'relais-points', ({ features }) => {
      const code: unknown = features?.[0]?.properties.code;
      if (typeof code === 'string') options.onSelect?.(code);
    });
    map.on('mouseenter', 'relais-points', () => this.point('pointer'));
    map.on('mouseleave', 'relais-points', () => this.point(''));
    this.show(options.points, { ...options, keepView: true });
  }

  show(points: readonly MapPoint[], shown: Shown = {}): void {
    this.points = points;
    this.line = shown.line;
    for (const marker of this.markers.values()) marker.remove();
    this.home?.remove();
    // The nearest is drawn last, and so on top.
    const pins = points.filter(({ label }) => label !== undefined).reverse();
    this.markers = new Map(pins.map((point) => [point.code, this.markerOf(point)]));
    this.home = shown.home
      ? new Marker({ element: element('div', 'home') }).setLngLat(shown.home).addTo(this.map)
      : null;
    this.fill();
    this.mark(this.marked);
    if (!shown.keepView) this.map.fitBounds(fitOf(points, shown), { padding: 40, maxZoom: 15, animate: false });
  }

  mark(code: string | null): void {
    this.marked = code;
    for (const [each, marker] of this.markers) marker.getElement().classList.toggle('marked', each === code);
    if (this.map.getLayer('relais-points')) {
      this.map.setPaintProperty('relais-points', 'circle-stroke-width', [
        'case',
        ['==', ['get', 'code'], code ?? ''],
        4,
        1.5,
      ]);
    }
  }

  remove(): void {
    this.map.remove();
    this.own.undress();
  }

  private markerOf(point: MapPoint): Marker {
    const made = new Marker({ element: pin(point, this.own.options.onSelect) });
    made.setLngLat(point).addTo(this.map);
    // MapLibre calls every marker a button; these are for the pointer only.
    made.getElement().removeAttribute('tabindex');
    made.getElement().removeAttribute('role');
    return made;
  }

  private point(cursor: string): void {
    this.map.getCanvas().style.cursor = cursor;
  }

  private addLayers(): void {
    for (const [name, source] of Object.entries(this.sources())) this.map.addSource(name, source);
    for (const layer of pointLayers(this.own.ink)) this.map.addLayer(layer);
    this.mark(this.marked);
  }

  private fill(): void {
    for (const [name, { data }] of Object.entries(this.sources())) {
      this.map.getSource<GeoJSONSource>(name)?.setData(data);
    }
  }

  private sources() {
    const dots = this.points.filter(({ label }) => label === undefined);
    const features = dots.map(({ code, name, lat, lon, tone = 'brand' }) => ({
      type: 'Feature' as const,
      properties: { code, name, tone },
      geometry: { type: 'Point' as const, coordinates: [lon, lat] },
    }));
    const way = (this.line ?? []).map(({ lat, lon }) => [lon, lat]);
    const lines = way.length > 1 ? [{ type: 'LineString' as const, coordinates: way }] : [];
    const collection = (list: GeoJSON.Feature[]) => ({ type: 'FeatureCollection' as const, features: list });
    const wayFeatures = lines.map((geometry) => ({ type: 'Feature' as const, properties: {}, geometry }));
    return {
      'relais-line': { type: 'geojson' as const, data: collection(wayFeatures) },
      'relais-points': { type: 'geojson' as const, data: collection(features) },
    };
  }
}

function fitOf(points: readonly MapPoint[], { home, line }: Shown): [[number, number], [number, number]] {
  const { south, west, north, east } = boundsOf([...points, ...(line ?? []), ...(home ? [home] : [])]);
  return [
    [west, south],
    [east, north],
  ];
}
