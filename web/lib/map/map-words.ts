import type { Language } from '../language.js';

export const MAP_WORDS: Record<Language, { map: string; zoomIn: string; zoomOut: string; outlines: string }> = {
  fr: {
    map: 'Carte des points',
    zoomIn: 'Agrandir la carte',
    zoomOut: 'Réduire la carte',
    outlines: 'Contours : Natural Earth',
  },
  en: { map: 'Map of the points', zoomIn: 'Zoom in', zoomOut: 'Zoom out', outlines: 'Outlines: Natural Earth' },
};
