import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { Language } from '../language.js';
import { type Ink, TONES } from './ink.js';
import { MAP_WORDS } from './map-words.js';
import type { MapOptions } from './point-map.js';

const STYLE_MS = 6000;
/** The style that is configured; the countries' outlines where there is none, or where it does not come. */
export async function styleFor(options: MapOptions, ink: Ink): Promise<StyleSpecification> {
  const { styleUrl, tilesUrl, language } = options;
  if (styleUrl !== null) {
    const style = await fetchStyle(styleUrl);
    if (style !== null) {
      await readPmtilesIn(style);
      return style;
    }
  } else if (tilesUrl) {
    const { tilesStyle } = await import('./pmtiles-map.js');
    return tilesStyle(tilesUrl, ink, language);
  }
  return outlinesStyle(ink, language);
}

async function fetchStyle(url: string): Promise<StyleSpecification | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(STYLE_MS), credentials: 'omit' });
    const style = (await response.json()) as StyleSpecification;
    return response.ok && Array.isArray(style.layers) ? style : null;
  } catch {
    return null;
  }
}

/** PMTiles have a protocol of their own, which is loaded where a style asks for it. */
async function readPmtilesIn({ sources }: StyleSpecification): Promise<void> {
  const urls = Object.values(sources).map((source) => ('url' in source ? String(source.url) : ''));
  if (!urls.some((url) => url.startsWith('pmtiles://'))) return;
  const { knowPmtiles } = await import('./pmtiles-map.js');
  knowPmtiles();
}

export async function outlinesStyle(ink: Ink, language: Language): Promise<StyleSpecification> {
  const { OUTLINES } = await import('./outlines.js');
  const attribution = MAP_WORDS[language].outlines;
  return {
    version: 8,
    sources: { outlines: { type: 'geojson', data: OUTLINES, attribution } },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': ink.sea } },
      { id: 'land', type: 'fill', source: 'outlines', paint: { 'fill-color': ink.land } },
      { id: 'borders', type: 'line', source: 'outlines', paint: { 'line-color': ink.border } },
    ],
  };
}

/** Our own layers, which lie on top of whatever the style draws. */
export function pointLayers(ink: Ink): LayerSpecification[] {
  const tones = TONES.flatMap((tone) => [tone, ink[tone]]);
  return [
    {
      id: 'relais-line',
      type: 'line',
      source: 'relais-line',
      layout: { 'line-cap': 'round' },
      paint: { 'line-color': ink.ink, 'line-width': 2, 'line-dasharray': [1, 3] },
    },
    {
      id: 'relais-points',
      type: 'circle',
      source: 'relais-points',
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 4, 2.5, 9, 5, 13, 8],
        'circle-color': ['match', ['get', 'tone'], ...tones, ink.brand] as unknown as string,
        'circle-stroke-color': ink.paper,
        'circle-stroke-width': 1.5,
      },
    },
  ];
}
