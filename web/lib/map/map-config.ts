import type { MapOptions } from './point-map.js';

/** How this installation draws its maps; as with nothing configured where that is not learnt. */
export async function mapConfig(service = ''): Promise<Pick<MapOptions, 'styleUrl' | 'tilesUrl'>> {
  try {
    const response = await fetch(`${service}/web/config.json`, { credentials: 'omit' });
    const { map } = (await response.json()) as { map: { styleUrl: string | null; tilesPath: string | null } };
    const tilesUrl = map.tilesPath === null ? null : new URL(map.tilesPath, service || location.origin).href;
    return { styleUrl: map.styleUrl, tilesUrl };
  } catch {
    return { styleUrl: null, tilesUrl: null };
  }
}
