import { addProtocol, type LayerSpecification, type StyleSpecification } from 'maplibre-gl';
import { Protocol } from 'pmtiles';
import type { Language } from '../language.js';
import type { Ink } from './ink.js';

let isKnown = false;

/** Teaches MapLibre `pmtiles://` addresses: one file of tiles, read by ranges. */
export function knowPmtiles(): void {
  if (isKnown) return;
  isKnown = true;
  addProtocol('pmtiles', new Protocol().tile);
}

/** A quiet map of a PMTiles file in the schema of Protomaps' basemaps; letters are drawn by the browser's own fonts. */
export function tilesStyle(tilesUrl: string, ink: Ink, language: Language): StyleSpecification {
  knowPmtiles();
  const source = 'tiles';
  const layer = (id: string, more: object) => ({ id, source, ...more }) as LayerSpecification;
  const line = (id: string, from: string, paint: object, filter?: unknown) =>
    layer(id, { type: 'line', 'source-layer': from, paint, ...(filter ? { filter } : {}) });
  const area = (id: string, from: string, color: string, opacity = 1) =>
    layer(id, { type: 'fill', 'source-layer': from, paint: { 'fill-color': color, 'fill-opacity': opacity } });
  const widths = (near: number) => ['interpolate', ['exponential', 1.6], ['zoom'], 8, 0.4, 16, near];
  return {
    version: 8,
    sources: {
      tiles: {
        type: 'vector',
        url: `pmtiles://${tilesUrl}`,
        attribution: '<a href="https://www.openstreetmap.org/copyright">© OpenStreetMap</a>',
      },
    },
    layers: [
      layer('sea', { source: undefined, type: 'background', paint: { 'background-color': ink.sea } }),
      area('earth', 'earth', ink.land),
      area('landuse', 'landuse', ink.leaf, 0.08),
      area('water', 'water', ink.sea),
      line('roads', 'roads', { 'line-color': ink.border, 'line-width': widths(5) }),
      line('highways', 'roads', { 'line-color': ink.far, 'line-width': widths(9) }, [
        'in',
        ['get', 'kind'],
        ['literal', ['highway', 'major_road']],
      ]),
      line('boundaries', 'boundaries', { 'line-color': ink.far, 'line-dasharray': [3, 2] }),
      layer('places', {
        type: 'symbol',
        'source-layer': 'places',
        layout: {
          'text-field': ['coalesce', ['get', `name:${language}`], ['get', 'name']],
          'text-font': ['sans-serif'],
          'text-size': ['interpolate', ['linear'], ['zoom'], 5, 11, 14, 15],
        },
        paint: { 'text-color': ink.ink, 'text-halo-color': ink.paper, 'text-halo-width': 1.5 },
      }),
    ],
  };
}
