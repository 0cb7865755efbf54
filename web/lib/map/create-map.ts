import type { MapOptions, PointMap } from './point-map.js';

export type { MapPoint, PointMap } from './point-map.js';

/**
 * Draws points into an element that has a height: by MapLibre, or as plain SVG where the browser has no WebGL or the
 * page's policy allows no worker. Nothing of either is loaded before this is called.
 */
export async function createMap(container: HTMLElement, options: MapOptions): Promise<PointMap> {
  if (hasWebGl()) {
    try {
      const { canHaveWorker, createGlMap } = await import('./gl-map.js');
      if (await canHaveWorker()) return await createGlMap(container, options);
    } catch {
      // A library of the page around has changed JavaScript under MapLibre: the plain map stands that.
    }
  }
  const { createSvgMap } = await import('./svg-map.js');
  return createSvgMap(container, options);
}

function hasWebGl(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null;
  } catch {
    return false;
  }
}
