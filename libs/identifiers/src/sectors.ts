/** What a merchant sells, in words that a programme's rule can use. */
export const SECTORS = [
  'BOOKS',
  'STATIONERY',
  'MUSIC',
  'SPORT',
  'TOYS',
  'CLOTHING',
  'SHOES',
  'LEATHER_GOODS',
  'BEAUTY',
  'FLOWERS_PETS',
  'FOOD',
  'HEALTH',
  'JEWELLERY',
  'ELECTRONICS',
  'HOME',
  'SECOND_HAND',
  'OTHER',
] as const;

export type Sector = (typeof SECTORS)[number];

export const SECTOR_NAMES: Readonly<Record<Sector, { readonly en: string; readonly fr: string }>> = {
  BOOKS: { en: 'books', fr: 'livres' },
  STATIONERY: { en: 'newspapers and stationery', fr: 'presse et papeterie' },
  MUSIC: { en: 'music and video', fr: 'musique et vidéo' },
  SPORT: { en: 'sports goods', fr: 'articles de sport' },
  TOYS: { en: 'toys and games', fr: 'jeux et jouets' },
  CLOTHING: { en: 'clothing', fr: 'habillement' },
  SHOES: { en: 'shoes', fr: 'chaussures' },
  LEATHER_GOODS: { en: 'leather and travel goods', fr: 'maroquinerie et articles de voyage' },
  BEAUTY: { en: 'hygiene and beauty', fr: 'hygiène et beauté' },
  FLOWERS_PETS: { en: 'flowers, plants and pets', fr: 'fleurs, plantes et animaux' },
  FOOD: { en: 'food', fr: 'alimentation' },
  HEALTH: { en: 'pharmacy and health', fr: 'pharmacie et santé' },
  JEWELLERY: { en: 'watches and jewellery', fr: 'horlogerie et bijouterie' },
  ELECTRONICS: { en: 'computers, phones and audio', fr: 'informatique, téléphonie et audio' },
  HOME: { en: 'home and hardware', fr: 'maison et bricolage' },
  SECOND_HAND: { en: 'second-hand goods', fr: 'biens d’occasion' },
  OTHER: { en: 'other', fr: 'autre' },
};

function table(rows: Partial<Record<Sector, readonly string[]>>): ReadonlyMap<string, Sector> {
  const map = new Map<string, Sector>();
  for (const sector of SECTORS) for (const prefix of rows[sector] ?? []) map.set(prefix, sector);
  return map;
}

/**
 * NAF rév. 2 (INSEE, 2008): classes of division 47, and the food trades that make what they sell over the counter,
 * which INSEE files under manufacturing though they are shops (10.13B pork butchers, 10.71 bakers and pastry shops).
 */
export const NAF_REV2_SECTORS = table({
  BOOKS: ['47.61'],
  STATIONERY: ['47.62'],
  MUSIC: ['47.63'],
  SPORT: ['47.64'],
  TOYS: ['47.65'],
  CLOTHING: ['47.71', '47.82'],
  SHOES: ['47.72A'],
  LEATHER_GOODS: ['47.72B'],
  BEAUTY: ['47.75'],
  FLOWERS_PETS: ['47.76'],
  FOOD: ['47.11', '47.2', '47.81', '10.13B', '10.71B', '10.71C', '10.71D'],
  HEALTH: ['47.73', '47.74', '47.78A'],
  JEWELLERY: ['47.77'],
  ELECTRONICS: ['47.4'],
  HOME: ['47.5'],
  SECOND_HAND: ['47.79'],
});

/**
 * NAF 2025 (INSEE, published in August 2025; its classes are those of NACE Rev. 2.1). The same digits moved: 47.63 was
 * music and is sport, 47.64 was sport and is toys, and stalls, markets and online shops are filed by what they sell.
 * Left out, so OTHER: 47.12 general stores, 47.69 other leisure (music was put there with instruments and art), 47.78
 * other goods, 47.9 intermediaries, and the makers of food in division 10, of which we have not read the subclasses.
 */
export const NAF_2025_SECTORS = table({
  BOOKS: ['47.61'],
  STATIONERY: ['47.62'],
  SPORT: ['47.63'],
  TOYS: ['47.64'],
  CLOTHING: ['47.71'],
  SHOES: ['47.72G'],
  LEATHER_GOODS: ['47.72H'],
  BEAUTY: ['47.75'],
  FLOWERS_PETS: ['47.76'],
  FOOD: ['47.11', '47.2'],
  HEALTH: ['47.73', '47.74'],
  JEWELLERY: ['47.77'],
  ELECTRONICS: ['47.40'],
  HOME: ['47.5'],
  SECOND_HAND: ['47.79'],
});
