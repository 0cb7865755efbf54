/** What the browser's own part of the page says. `{name}` is filled in there. */
interface BrowserWords {
  foundOne: string;
  foundMany: string;
  foundNone: string;
  roughly: string;
  open: string;
  openUntil: string;
  closed: string;
  opensAt: string;
  unknown: string;
  tomorrow: string;
  localTime: string;
  placesOne: string;
  placesMany: string;
  placesNone: string;
  placesUnknown: string;
  free: string;
  aParcel: string;
  by: string;
  whyTitle: string;
  whyShort: string;
  whyCounts: string;
  whyNearest: string;
  reasons: Record<string, string>;
  unknownPlace: string;
  didYouMean: string;
  badPlace: string;
  empty: string;
  noAnswer: string;
  tooMany: string;
  keyRefused: string;
  wholeMap: string;
  mapOf: string;
  mapNear: string;
  overseas: Record<string, string>;
}

interface PageWords {
  title: string;
  headline: string;
  lead: string;
  skip: string;
  version: string;
  database: string;
  databases: Record<'EMBEDDED' | 'POSTGRES', string>;
  points: string;
  pointsUnit: string;
  merchant: string;
  merchants: Record<string, string>;
  place: string;
  placeHint: string;
  search: string;
  tryThese: string;
  hintTitle: string;
  hint: string;
  mapTitle: string;
  facesTitle: string;
  facesText: string;
  faces: Record<string, string>;
  signIn: string;
  signInText: string;
  playground: string;
  playgroundText: string;
  tokens: string;
  tokensText: string;
  demo: string;
  demoText: string;
  docs: string;
  docsText: string;
  beginTitle: string;
  begin: string;
  needsScript: string;
  browser: BrowserWords;
}

const FR: PageWords = {
  title: 'Relais, le réseau de points relais',
  headline: 'Le point relais le plus proche qui ne coûte rien au commerçant',
  lead: 'Relais sait où est chaque point, ce qu’il peut prendre et à qui il est gratuit. Choisissez un commerçant et un lieu : voici ce que son client verrait.',
  skip: 'Aller aux résultats',
  version: 'Version',
  database: 'Base',
  databases: { EMBEDDED: 'embarquée (PGlite et PostGIS)', POSTGRES: 'PostgreSQL et PostGIS' },
  points: 'Réseau',
  pointsUnit: 'points',
  merchant: 'Un commerçant',
  merchants: {
    bookshop: 'Librairie à Lille, chez Drive Solidaire',
    toys: 'Jouets à Lyon, compte Mondial Relay',
    grocer: 'Épicerie à Rennes, marketplace Carrefour',
  },
  place: 'Code postal ou commune',
  placeHint: '59000',
  search: 'Chercher',
  tryThese: 'Par exemple',
  hintTitle: 'Chaque pastille est un point du réseau',
  hint: 'Les magasins sont inventés, leurs enseignes et leurs villes sont vraies : plus une ville est peuplée, plus elle a de points. Cherchez un code postal pour voir ceux qui sont gratuits, et pourquoi les autres ne le sont pas.',
  mapTitle: 'Carte des points',
  facesTitle: 'Ce que voient les gens',
  facesText: 'Une boutique où un client choisit son point, l’espace des commerçants, et le guichet du magasin :',
  faces: { shop: 'boutique', console: 'espace commerçant', counter: 'guichet' },
  signIn: 'Se connecter à la démonstration',
  signInText:
    'Commerçant : bonjour@librairie.example. Opérateur : operateur@demo.example, qui donne aussi leur code aux guichets. Le message qui contient le lien est ici :',
  playground: 'Essayer l’API',
  playgroundText: 'GraphiQL, servi d’ici et sans réseau : toutes les opérations, avec leur documentation.',
  tokens: 'Les jetons de la démonstration',
  tokensText: 'Opérateur, commerçants, guichet et transporteur, lisibles par vous seul :',
  demo: 'La vie d’un colis',
  demoText: 'De la librairie aux mains du client, pas à pas, dans un autre terminal :',
  docs: 'Pour aller plus loin',
  docsText: 'README.md et ARCHITECTURE.md, à côté du code. État du service :',
  beginTitle: 'Par où commencer',
  begin:
    'Cette installation n’a pas de données de démonstration, donc pas de clé pour chercher depuis cette page. Importez vos points avec « relais import points », ou faites le réseau de démonstration avec « relais seed ».',
  needsScript: 'La recherche de cette page a besoin de JavaScript. L’API, elle, n’en a pas besoin.',
  browser: {
    foundOne: '{count} point gratuit près de {place}',
    foundMany: '{count} points gratuits près de {place}',
    foundNone: 'Aucun point gratuit à moins de 60 km de {place}',
    roughly: 'La position de ce lieu n’est connue qu’à peu près.',
    open: 'Ouvert',
    openUntil: 'Ouvert, ferme {day} à {time}',
    closed: 'Fermé pour l’instant',
    opensAt: 'Fermé, ouvre {day} à {time}',
    unknown: 'Horaires inconnus',
    tomorrow: 'demain',
    localTime: '(heure locale)',
    placesOne: '{count} place libre',
    placesMany: '{count} places libres',
    placesNone: 'complet',
    placesUnknown: 'capacité inconnue',
    free: 'Gratuit',
    aParcel: '{price} le colis',
    by: 'avec {programme}',
    whyTitle: 'Pourquoi pas les autres ?',
    whyShort: 'La liste est courte : à moins de 60 km, tout le reste est écarté, voici pourquoi.',
    whyCounts: 'Dans tout le réseau :',
    whyNearest: 'Les plus proches de ceux qui sont écartés :',
    reasons: {
      NOT_FREE: 'pas gratuit pour ce commerçant',
      NO_PROGRAMME: 'couvert par aucun programme',
      TOO_FAR: 'à plus de 60 km',
      FULL: 'complet',
      POINT_SUSPENDED: 'fermé pour un temps',
      POINT_NOT_OPEN: 'annoncé, pas encore ouvert',
      POINT_CLOSED_FOR_GOOD: 'fermé définitivement',
      NO_SERVICE: 'sans retrait de colis',
    },
    unknownPlace: 'Nous ne connaissons pas « {place} ».',
    didYouMean: 'Vouliez-vous dire :',
    badPlace: '« {place} » n’est ni un code postal français ni une commune. Essayez 59000, ou Lille.',
    empty: 'Donnez un code postal ou une commune, par exemple 59000.',
    noAnswer: 'Le service ne répond pas. Tourne-t-il encore ? Relancez-le avec npm start, puis réessayez.',
    tooMany: 'Trop de recherches d’un coup. Attendez une minute.',
    keyRefused: 'La clé de cette page a été refusée. Faites-en de nouvelles avec « relais seed --tokens ».',
    wholeMap: 'Voir toute la carte',
    mapOf: '{count} points en France',
    mapNear: 'Autour de {place}',
    overseas: { '971': 'Guadeloupe', '972': 'Martinique', '973': 'Guyane', '974': 'La Réunion', '976': 'Mayotte' },
  },
};

const EN: PageWords = {
  title: 'Relais, the network of pickup points',
  headline: 'The nearest pickup point that costs the merchant nothing',
  lead: 'Relais knows where every point is, what it can take and for whom it is free. Choose a merchant and a place: this is what its customer would see.',
  skip: 'Skip to the results',
  version: 'Version',
  database: 'Database',
  databases: { EMBEDDED: 'embedded (PGlite with PostGIS)', POSTGRES: 'PostgreSQL with PostGIS' },
  points: 'Network',
  pointsUnit: 'points',
  merchant: 'A merchant',
  merchants: {
    bookshop: 'Bookshop in Lille, enrolled in Drive Solidaire',
    toys: 'Toys in Lyon, with a Mondial Relay account',
    grocer: 'Grocer in Rennes, on Carrefour’s marketplace',
  },
  place: 'French postcode or town',
  placeHint: '59000',
  search: 'Search',
  tryThese: 'For example',
  hintTitle: 'Every dot is a point of the network',
  hint: 'The stores are invented, their chains and towns are real: the more people live in a town, the more points it has. Search a postcode to see which are free, and why the others are not.',
  mapTitle: 'Map of the points',
  facesTitle: 'What people see',
  facesText: 'A shop where a customer chooses a point, the merchants’ console, and the counter of a store:',
  faces: { shop: 'shop', console: 'console', counter: 'counter' },
  signIn: 'Signing in to the demo',
  signInText:
    'Merchant: bonjour@librairie.example. Operator: operateur@demo.example, who also gives counters their codes. The message with the link is left in:',
  playground: 'Try the API',
  playgroundText: 'GraphiQL, served from here and working offline: every operation, with its documentation.',
  tokens: 'The demo’s tokens',
  tokensText: 'Operator, merchants, clerk and carrier, readable by you only:',
  demo: 'One parcel’s life',
  demoText: 'From the bookshop to the customer’s hands, step by step, in another terminal:',
  docs: 'Read on',
  docsText: 'README.md and ARCHITECTURE.md, beside the code. How the service is:',
  beginTitle: 'How to begin',
  begin:
    'This installation has no demo data, and so no key with which this page could search. Import your points with “relais import points”, or make the demo network with “relais seed”.',
  needsScript: 'The search on this page needs JavaScript. The API does not.',
  browser: {
    foundOne: '{count} free point near {place}',
    foundMany: '{count} free points near {place}',
    foundNone: 'No free point within 60 km of {place}',
    roughly: 'The position of this place is known only roughly.',
    open: 'Open',
    openUntil: 'Open, closes {day} at {time}',
    closed: 'Closed for now',
    opensAt: 'Closed, opens {day} at {time}',
    unknown: 'Hours unknown',
    tomorrow: 'tomorrow',
    localTime: '(local time)',
    placesOne: '{count} place free',
    placesMany: '{count} places free',
    placesNone: 'full',
    placesUnknown: 'room unknown',
    free: 'Free',
    aParcel: '{price} a parcel',
    by: 'with {programme}',
    whyTitle: 'Why not the others?',
    whyShort: 'The list is short: within 60 km all the rest is left out, and this is why.',
    whyCounts: 'In the whole network:',
    whyNearest: 'The nearest of those left out:',
    reasons: {
      NOT_FREE: 'not free for this merchant',
      NO_PROGRAMME: 'covered by no programme',
      TOO_FAR: 'more than 60 km away',
      FULL: 'full',
      POINT_SUSPENDED: 'shut for a while',
      POINT_NOT_OPEN: 'announced, not open yet',
      POINT_CLOSED_FOR_GOOD: 'closed for good',
      NO_SERVICE: 'without parcel pickup',
    },
    unknownPlace: 'We do not know “{place}”.',
    didYouMean: 'Did you mean:',
    badPlace: '“{place}” is neither a French postcode nor a town. Try 59000, or Lille.',
    empty: 'Give a postcode or a town, such as 59000.',
    noAnswer: 'The service does not answer. Is it still running? Start it again with npm start, then try again.',
    tooMany: 'Too many searches at once. Wait a minute.',
    keyRefused: 'This page’s key was refused. Make new ones with “relais seed --tokens”.',
    wholeMap: 'Show the whole map',
    mapOf: '{count} points in France',
    mapNear: 'Around {place}',
    overseas: { '971': 'Guadeloupe', '972': 'Martinique', '973': 'Guiana', '974': 'Réunion', '976': 'Mayotte' },
  },
};

export type PageLanguage = 'fr' | 'en';

export const WORDS: Record<PageLanguage, PageWords> = { fr: FR, en: EN };
