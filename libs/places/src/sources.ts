/** A commune as `@etalab/decoupage-administratif` writes it; only what is used. */
export interface EtalabCommune {
  code: string;
  nom: string;
  type: 'commune-actuelle' | 'commune-deleguee' | 'commune-associee' | 'arrondissement-municipal';
  departement: string;
  arrondissement?: string;
  /** Of a former commune: the code of the commune that it is part of now. */
  chefLieu?: string;
  anciensCodes?: string[];
  codesPostaux?: string[];
  population?: number;
}

/** A town as GeoNames knows it. */
export interface GeonamesTown {
  name: string;
  /** Two letters; the territories overseas have their own. */
  country: string;
  /** The INSEE code of the commune it lies in, where GeoNames gives it. */
  insee: string | null;
  /** A quarter of a town and not a town. */
  isQuarter: boolean;
  population: number;
  lat: number;
  lon: number;
}

export interface DefaultSources {
  communes: readonly EtalabCommune[];
  /** The code of the intercommunality that each commune belongs to, by INSEE code. */
  intercommunalities: ReadonlyMap<string, string>;
  towns: readonly GeonamesTown[];
}

export interface Position {
  lat: number;
  lon: number;
}

/** A position with how it was come by. */
export interface Found extends Position {
  approximate: boolean;
  source: string;
}
