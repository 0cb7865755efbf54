import type { PointKind } from '#libs/eligibility';
import type { PointState } from '#libs/matching';
import type { NetworkNumber, Service } from '#libs/point-records';

/** A point of the demo network, in the words of an import. */
export interface DemoPoint {
  code: string;
  name: string;
  chain: string;
  chainName: string;
  kind: PointKind;
  services: readonly Service[];
  street: string;
  postcode: string;
  city: string;
  lat: number;
  lon: number;
  /** OSM's opening_hours; null where they are not known. */
  hours: string | null;
  maxWeightGrams: number;
  maxLongestSideMillimetres: number;
  maxSidesSumMillimetres: number;
  /** Null where it is not known. */
  capacityParcels: number | null;
  networks: readonly NetworkNumber[];
  state: PointState;
}

/** Values with how often each of them is drawn. */
export function shares<Value extends string>(parts: Record<Value, number>): { value: Value; share: number }[] {
  return (Object.entries(parts) as [Value, number][]).map(([value, share]) => ({ value, share }));
}

export interface ChainWords {
  code: string;
  name: string;
  /** With which its points' codes begin: two letters that can be said over a telephone. */
  prefix: string;
  share: number;
  /** `isInProgramme` marks the kinds that one of the seeded programmes makes free. */
  kinds: readonly { kind: PointKind; share: number; isInProgramme?: true }[];
  /** What is written over the door; the stores themselves are invented. */
  banners: Partial<Record<PointKind, readonly string[]>>;
}

export const CHAINS: readonly ChainWords[] = [
  {
    code: 'INTERMARCHE',
    name: 'Intermarché',
    prefix: 'IM',
    share: 27,
    kinds: [
      { kind: 'COUNTER', share: 40 },
      { kind: 'DRIVE', share: 45, isInProgramme: true },
      { kind: 'LOCKER', share: 15 },
    ],
    banners: {
      COUNTER: ['Intermarché Super', 'Intermarché Super', 'Intermarché Hyper', 'Intermarché Contact'],
      DRIVE: ['Intermarché Drive'],
      LOCKER: ['Consigne Intermarché'],
    },
  },
  {
    code: 'CARREFOUR',
    name: 'Carrefour',
    prefix: 'CA',
    share: 25,
    kinds: [
      { kind: 'COUNTER', share: 55, isInProgramme: true },
      { kind: 'DRIVE', share: 28 },
      { kind: 'LOCKER', share: 17 },
    ],
    banners: {
      COUNTER: ['Carrefour Market', 'Carrefour Market', 'Carrefour City', 'Carrefour', 'Carrefour Contact'],
      DRIVE: ['Carrefour Drive'],
      LOCKER: ['Consigne Carrefour'],
    },
  },
  {
    code: 'AUCHAN',
    name: 'Auchan',
    prefix: 'AU',
    share: 18,
    kinds: [
      { kind: 'COUNTER', share: 64, isInProgramme: true },
      { kind: 'DRIVE', share: 22 },
      { kind: 'LOCKER', share: 14 },
    ],
    banners: {
      COUNTER: ['Auchan Supermarché', 'Auchan Supermarché', 'Auchan', 'Auchan Piéton'],
      DRIVE: ['Auchan Drive'],
      LOCKER: ['Consigne Auchan'],
    },
  },
  {
    code: 'SYSTEME_U',
    name: 'Système U',
    prefix: 'SU',
    share: 15,
    kinds: [
      { kind: 'COUNTER', share: 58 },
      { kind: 'DRIVE', share: 34 },
      { kind: 'LOCKER', share: 8 },
    ],
    banners: {
      COUNTER: ['Super U', 'Super U', 'Hyper U', 'U Express'],
      DRIVE: ['Courses U Drive'],
      LOCKER: ['Consigne U'],
    },
  },
  {
    code: 'LECLERC',
    name: 'E.Leclerc',
    prefix: 'LE',
    share: 15,
    kinds: [
      { kind: 'COUNTER', share: 30 },
      { kind: 'DRIVE', share: 60 },
      { kind: 'LOCKER', share: 10 },
    ],
    banners: { COUNTER: ['E.Leclerc'], DRIVE: ['E.Leclerc Drive'], LOCKER: ['Consigne E.Leclerc'] },
  },
];

/** Hours as supermarkets keep them, the commoner ones more than once; null is not known. */
export const HOURS_OF_KIND: Record<'COUNTER' | 'DRIVE' | 'LOCKER', readonly (string | null)[]> = {
  COUNTER: [
    'Mo-Sa 08:30-20:00; Su 09:00-12:30; PH off',
    'Mo-Sa 08:30-20:00; Su 09:00-12:30; PH off',
    'Mo-Sa 08:30-19:30; Su,PH off',
    'Mo-Sa 09:00-20:00; Su 09:00-12:30; PH 09:00-12:30',
    'Mo-Sa 08:00-21:00; Su 08:30-13:00; PH off',
    'Mo-Sa 08:30-21:30; Su,PH 09:00-13:00',
    'Mo-Th 08:30-20:00; Fr 08:30-20:30; Sa 08:30-20:00; Su 09:00-12:30; PH off',
    'Mo-Fr 09:00-12:30,14:30-19:30; Sa 09:00-19:30; Su 09:00-12:30; PH off',
    'Tu-Sa 08:30-12:30,14:30-19:30; Su 08:30-12:30; Mo,PH off',
    'Mo-Sa 07:00-22:00; Su,PH 09:00-20:00',
    'Mo-Sa 09:00-20:30; Su,PH off',
    null,
  ],
  DRIVE: [
    'Mo-Sa 08:30-19:30; Su,PH off',
    'Mo-Sa 08:30-20:00; Su,PH off',
    'Mo-Sa 07:30-21:00; Su 09:00-12:30; PH off',
    'Mo-Sa 09:00-20:00; Su 09:00-12:00; PH off',
    'Mo-Th 09:00-19:30; Fr-Sa 08:30-20:00; Su,PH off',
    'Mo-Fr 08:00-20:30; Sa 08:00-20:00; Su,PH off',
    'Mo-Sa 10:00-19:00; Su,PH off',
    null,
  ],
  LOCKER: ['24/7', '24/7', '24/7', 'Mo-Su,PH 06:00-23:00', 'Mo-Sa 07:00-22:00; Su,PH 08:00-20:00', null],
};

export type Limits = Pick<DemoPoint, 'maxWeightGrams' | 'maxLongestSideMillimetres' | 'maxSidesSumMillimetres'>;

export const LIMITS: Record<'STAFFED' | 'LOCKER', readonly Limits[]> = {
  STAFFED: [
    { maxWeightGrams: 30_000, maxLongestSideMillimetres: 1200, maxSidesSumMillimetres: 1500 },
    { maxWeightGrams: 30_000, maxLongestSideMillimetres: 1000, maxSidesSumMillimetres: 1500 },
    { maxWeightGrams: 25_000, maxLongestSideMillimetres: 1000, maxSidesSumMillimetres: 1500 },
    { maxWeightGrams: 20_000, maxLongestSideMillimetres: 800, maxSidesSumMillimetres: 1500 },
  ],
  LOCKER: [
    { maxWeightGrams: 25_000, maxLongestSideMillimetres: 640, maxSidesSumMillimetres: 1400 },
    { maxWeightGrams: 20_000, maxLongestSideMillimetres: 600, maxSidesSumMillimetres: 1200 },
  ],
};

export const CAPACITIES: readonly number[] = [10, 12, 15, 20, 20, 24, 30, 30, 40, 50, 60, 80];

/** Parts of towns that every region has. */
export const QUARTERS: readonly string[] = [
  'Centre',
  'Gare',
  'République',
  'Jean-Jaurès',
  'Les Halles',
  'Grand-Place',
  'Le Moulin',
  'La Fontaine',
  'Les Tilleuls',
  'Les Peupliers',
  'Saint-Martin',
  'Saint-Roch',
  'Sainte-Anne',
  'Beauregard',
  'Bellevue',
  'La Gardelle',
  'Les Prés',
  'Le Pont',
  'La Poste',
  'L’Écluse',
  'Les Jardins',
  'Les Ormes',
  'Victor-Hugo',
  'Pasteur',
];

export const STREETS: readonly string[] = [
  'rue de la Gare',
  'rue de la République',
  'avenue de la Libération',
  'avenue Jean-Jaurès',
  'boulevard Victor-Hugo',
  'route Nationale',
  'rue des Écoles',
  'rue du Moulin',
  'place du Marché',
  'rue Pasteur',
  'avenue de la Paix',
  'rue des Tilleuls',
  'chemin des Prés',
  'rue Émile-Zola',
  'boulevard Gambetta',
  'avenue du Général-Leclerc',
  'rue du Commerce',
  'rue de l’Industrie',
];

interface Stand {
  chain: string;
  kind: PointKind;
  postcode: string;
  name: string;
  street: string;
  lat: number;
  lon: number;
  said: Partial<DemoPoint>;
}

/** Open for long hours, with room and every counter service: what a demo needs on any day. */
const BUSY: Partial<DemoPoint> = {
  state: 'OPEN',
  services: ['DROP_OFF', 'PICKUP', 'WHEELCHAIR', 'LABEL_PRINTING'],
  hours: 'Mo-Sa 08:30-20:00; Su 09:00-12:30; PH off',
  maxWeightGrams: 30_000,
  maxLongestSideMillimetres: 1200,
  maxSidesSumMillimetres: 1500,
  capacityParcels: 40,
};

/**
 * The corner of Lille that the demo plays at: near the middle what is not free for a bookshop, or is shut for works,
 * and a little further on the drive that is.
 */
export const LILLE_CORNER: readonly Stand[] = [
  {
    chain: 'INTERMARCHE',
    kind: 'COUNTER',
    postcode: '59000',
    name: 'Intermarché Super Lille Wazemmes',
    street: '14 place de la Nouvelle-Aventure',
    lat: 50.62652,
    lon: 3.04971,
    said: BUSY,
  },
  {
    chain: 'INTERMARCHE',
    kind: 'DRIVE',
    postcode: '59000',
    name: 'Intermarché Drive Lille Moulins',
    street: '31 rue de Douai',
    lat: 50.62368,
    lon: 3.06824,
    said: { ...BUSY, services: ['DROP_OFF', 'PICKUP'], state: 'SUSPENDED' },
  },
  {
    chain: 'INTERMARCHE',
    kind: 'DRIVE',
    postcode: '59000',
    name: 'Intermarché Drive Lille Fives',
    street: '128 rue Pierre-Legrand',
    lat: 50.63338,
    lon: 3.08956,
    said: { ...BUSY, services: ['DROP_OFF', 'PICKUP', 'CHILLED'] },
  },
  {
    chain: 'AUCHAN',
    kind: 'COUNTER',
    postcode: '59000',
    name: 'Auchan Piéton Lille Gambetta',
    street: '202 rue Léon-Gambetta',
    lat: 50.62893,
    lon: 3.05382,
    said: { ...BUSY, capacityParcels: 20 },
  },
  {
    chain: 'CARREFOUR',
    kind: 'COUNTER',
    postcode: '59000',
    name: 'Carrefour City Lille Béthune',
    street: '45 rue de Béthune',
    lat: 50.63327,
    lon: 3.06172,
    said: { ...BUSY, hours: 'Mo-Sa 07:00-22:00; Su,PH 09:00-20:00', capacityParcels: 15 },
  },
];
