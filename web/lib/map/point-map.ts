import type { Language } from '../language.js';

export interface Place {
  /** Degrees, WGS84. */
  lat: number;
  lon: number;
}

/** What the colour of a point says: found or well, left out, needing a look, or nothing. */
export type Tone = 'brand' | 'leaf' | 'amber' | 'far' | 'dot';

export interface MapPoint extends Place {
  code: string;
  name: string;
  /** One to three letters: then it is a pin and lies on top. A plain dot otherwise. */
  label?: string;
  tone?: Tone;
}

export interface MapOptions {
  points: readonly MapPoint[];
  language: Language;
  /** A MapLibre style; null for outlines of the countries alone, which need no Internet. */
  styleUrl: string | null;
  /** A PMTiles file in Protomaps' schema, which is drawn where no style is named. */
  tilesUrl?: string | null;
  /** Where a search began. */
  home?: Place | null;
  /** A way that goes by the points. */
  line?: readonly Place[];
  onSelect?: (code: string) => void;
}

export interface Shown {
  home?: Place | null;
  line?: readonly Place[];
  /** Whether the view stays where it is. */
  keepView?: boolean;
}

/** A map of points, whichever way it is drawn. */
export interface PointMap {
  /** `gl` by MapLibre; `svg` where there is no WebGL or no worker is allowed. */
  readonly kind: 'gl' | 'svg';
  show(points: readonly MapPoint[], shown?: Shown): void;
  /** Makes one point stand out, or none. */
  mark(code: string | null): void;
  remove(): void;
}
