import type { Component } from 'svelte';
import type { WORDS } from './words.js';

export interface Section {
  path: string;
  name: keyof (typeof WORDS)['fr']['nav'];
  /** Its own chunk, so that nobody waits for what they do not open. */
  load: () => Promise<{ default: Component }>;
}

export const MERCHANT: readonly Section[] = [
  { path: '/console', name: 'home', load: () => import('./merchant/Home.svelte') },
  { path: '/console/send', name: 'send', load: () => import('./merchant/Send.svelte') },
  { path: '/console/batch', name: 'batch', load: () => import('./merchant/Batch.svelte') },
  { path: '/console/parcels', name: 'parcels', load: () => import('./merchant/Parcels.svelte') },
  { path: '/console/programmes', name: 'programmes', load: () => import('./merchant/Programmes.svelte') },
  { path: '/console/connect', name: 'connect', load: () => import('./merchant/Connect.svelte') },
  { path: '/console/account', name: 'account', load: () => import('./Account.svelte') },
];

export const OPERATOR: readonly Section[] = [
  { path: '/console', name: 'exceptions', load: () => import('./operator/Exceptions.svelte') },
  { path: '/console/points', name: 'points', load: () => import('./operator/Points.svelte') },
  { path: '/console/merchants', name: 'merchants', load: () => import('./operator/Merchants.svelte') },
  { path: '/console/programmes', name: 'programmes', load: () => import('./operator/Programmes.svelte') },
  { path: '/console/coverage', name: 'coverage', load: () => import('./operator/Coverage.svelte') },
  { path: '/console/held-scans', name: 'heldScans', load: () => import('./operator/HeldScans.svelte') },
  { path: '/console/disruptions', name: 'disruptions', load: () => import('./operator/Disruptions.svelte') },
  { path: '/console/account', name: 'account', load: () => import('./Account.svelte') },
];

/** The section of a path: the path itself, or what lies under it. The first one has nothing under it. */
export function sectionOf(sections: readonly Section[], path: string): Section | null {
  const [home, ...others] = sections;
  if (path === home?.path || path === `${home?.path}/`) return home ?? null;
  return others.find((one) => path === one.path || path.startsWith(`${one.path}/`)) ?? null;
}
