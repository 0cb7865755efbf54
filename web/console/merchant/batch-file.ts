import { SIZES, type Size } from '../inputs.js';

/** The headings of shops' own exports, folded, and the column that each is for the service. */
const COLUMNS: Record<string, string> = {
  reference: 'reference',
  'order id': 'reference',
  commande: 'reference',
  'numero de commande': 'reference',
  order: 'reference',
  nom: 'recipientName',
  name: 'recipientName',
  destinataire: 'recipientName',
  recipient: 'recipientName',
  client: 'recipientName',
  email: 'recipientEmail',
  'e-mail': 'recipientEmail',
  mail: 'recipientEmail',
  courriel: 'recipientEmail',
  telephone: 'recipientPhone',
  tel: 'recipientPhone',
  phone: 'recipientPhone',
  portable: 'recipientPhone',
  mobile: 'recipientPhone',
  'code postal': 'postcode',
  cp: 'postcode',
  postcode: 'postcode',
  zip: 'postcode',
  'postal code': 'postcode',
  ville: 'commune',
  commune: 'commune',
  city: 'commune',
  town: 'commune',
  poids: 'weightGrams',
  'poids (g)': 'weightGrams',
  'poids en grammes': 'weightGrams',
  weight: 'weightGrams',
  'weight (g)': 'weightGrams',
  pays: 'country',
  langue: 'recipientLanguage',
  language: 'recipientLanguage',
};

const ACCENTS = /[\u0300-\u036f]/g;

/** A file as text: in UTF-8, or as older spreadsheets of Windows write it. */
export function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/**
 * The same table, its headings in the words of the service where they are known, and with a size behind each row where
 * the file says none. The rows are otherwise left as they are.
 */
export function asAsked(text: string, size: Size): string {
  const end = /\r?\n/.exec(text)?.index ?? text.length;
  const head = text.slice(0, end).replace(/^\ufeff/, '');
  const separator = [';', '\t', ','].find((one) => head.includes(one)) ?? ',';
  const columns = head.split(separator).map((cell) => {
    const bare = cell.trim().replace(/^"(.*)"$/, '$1');
    return COLUMNS[bare.normalize('NFD').replace(ACCENTS, '').toLowerCase()] ?? bare;
  });
  if (columns.includes('lengthMillimetres')) return columns.join(separator) + text.slice(end);
  const sides = SIZES[size];
  const more = Object.values(sides)
    .map((side) => separator + side)
    .join('');
  return [...columns, ...Object.keys(sides)].join(separator) + withEach(text.slice(end), more);
}

/** Puts something behind each row. A line end within quotes ends no row, and an empty line is none. */
function withEach(rows: string, more: string): string {
  // A quoted cell, a line end, or what is between.
  const parts = rows.match(/"(?:[^"]|"")*"?|\r?\n|[^"\r\n]+|\r/g) ?? [];
  let told = '';
  let isEmpty = true;
  for (const part of [...parts, '']) {
    const isEnd = part === '' || part === '\n' || part === '\r\n';
    if (isEnd && !isEmpty) told += more;
    isEmpty = isEnd || (isEmpty && part.trim() === '');
    told += part;
  }
  return told;
}

export const EXAMPLE = [
  'reference;recipientName;recipientEmail;postcode;weightGrams',
  'C-1001;Jeanne Delattre;jeanne@example.org;59000;450',
  'C-1002;Karim Benali;karim@example.org;59200;1200',
].join('\r\n');
