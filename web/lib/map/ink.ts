import type { Tone } from './point-map.js';

/** Every tone but the brand's, which is that of all others. */
export const TONES: readonly Tone[] = ['leaf', 'amber', 'far', 'dot'];

/** The colours of map.css as they are now, light or dark, which MapLibre must be given as values. */
export type Ink = Record<'sea' | 'land' | 'border' | 'ink' | 'paper' | Tone, string>;

export function inkOf(container: HTMLElement): Ink {
  const probe = document.createElement('span');
  container.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(--map-${name})`;
    return getComputedStyle(probe).color;
  };
  const names = ['sea', 'land', 'border', 'ink', 'paper', 'brand', ...TONES] as const;
  const ink = Object.fromEntries(names.map((name) => [name, read(name)])) as Ink;
  probe.remove();
  return ink;
}
