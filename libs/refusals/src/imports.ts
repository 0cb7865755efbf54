import { define } from './definition.js';

/** Imports of files. Each says which line and column in its details. */
export const IMPORTS_CODES = define({
  IMPORT_NOT_CSV: {
    kind: 'BAD_INPUT',
    en: 'This is not a CSV file. Export it as CSV (UTF-8, comma or semicolon) and send it again.',
    fr: 'Ce n’est pas un fichier CSV. Exportez-le en CSV (UTF-8, virgule ou point-virgule) et renvoyez-le.',
  },
  IMPORT_NOT_GEOJSON: {
    kind: 'BAD_INPUT',
    en: 'This is not GeoJSON. Send a FeatureCollection with coordinates as [lon, lat].',
    fr: 'Ce n’est pas du GeoJSON. Envoyez une FeatureCollection avec des coordonnées [lon, lat].',
  },
  IMPORT_FORMAT_UNKNOWN: {
    kind: 'BAD_INPUT',
    en: 'The format was not recognised. Name it: CSV, GeoJSON or Overpass JSON.',
    fr: 'Le format n’a pas été reconnu. Nommez-le : CSV, GeoJSON ou Overpass JSON.',
  },
  IMPORT_ENCODING: {
    kind: 'BAD_INPUT',
    en: 'The text is neither UTF-8 nor Windows-1252. Save the file as UTF-8 and send it again.',
    fr: 'Le texte n’est ni en UTF-8 ni en Windows-1252. Enregistrez le fichier en UTF-8 et renvoyez-le.',
  },
  IMPORT_EMPTY: {
    kind: 'BAD_INPUT',
    en: 'The file has no rows. Check the export and send it again.',
    fr: 'Le fichier ne contient aucune ligne. Vérifiez l’export et renvoyez-le.',
  },
  IMPORT_HEADER_MISSING: {
    kind: 'BAD_INPUT',
    en: 'A required column is missing from the first line. Add the column named in the details.',
    fr: 'Une colonne obligatoire manque à la première ligne. Ajoutez la colonne nommée dans le détail.',
  },
  IMPORT_HEADER_TWICE: {
    kind: 'BAD_INPUT',
    en: 'Two columns have the same name. Rename or remove one of them.',
    fr: 'Deux colonnes portent le même nom. Renommez ou supprimez l’une d’elles.',
  },
  IMPORT_ROW_INVALID: {
    kind: 'BAD_INPUT',
    en: 'A row could not be read and was left out. Correct the cell named in the details.',
    fr: 'Une ligne illisible a été écartée. Corrigez la cellule nommée dans le détail.',
  },
  IMPORT_ROW_TWICE: {
    kind: 'BAD_INPUT',
    en: 'The same code appears in two rows. Keep one of them.',
    fr: 'Le même code figure sur deux lignes. Gardez-en une.',
  },
  IMPORT_POSITION_DOUBTFUL: {
    kind: 'BAD_INPUT',
    en: 'The position does not agree with the postcode. Check that latitude and longitude are not swapped.',
    fr: 'La position ne concorde pas avec le code postal. Vérifiez que latitude et longitude ne sont pas inversées.',
  },
  IMPORT_CELL_TOO_LARGE: {
    kind: 'BAD_INPUT',
    en: 'A cell is too long; a quotation mark is probably not closed. Correct the line in the details.',
    fr: 'Une cellule est trop longue ; un guillemet n’est sans doute pas fermé. Corrigez la ligne du détail.',
  },
  IMPORT_TRUNCATED: {
    kind: 'BAD_INPUT',
    en: 'The file ends in the middle of a row, and nothing was changed. Send the whole file again.',
    fr: 'Le fichier s’arrête au milieu d’une ligne ; rien n’a été modifié. Renvoyez le fichier entier.',
  },
  IMPORT_TOO_LARGE: {
    kind: 'BAD_INPUT',
    en: 'The file is larger than the limit in the details. Split it by source and send the parts.',
    fr: 'Le fichier dépasse la limite du détail. Divisez-le par source et envoyez les parties.',
  },
  IMPORT_TOO_MANY_ERRORS: {
    kind: 'BAD_INPUT',
    en: 'Too many rows are wrong, and nothing was changed. Correct the file; the report has the first ones.',
    fr: 'Trop de lignes sont fausses ; rien n’a été modifié. Corrigez le fichier, le rapport cite les premières.',
  },
  IMPORT_TOO_MANY_MISSING: {
    kind: 'REFUSAL',
    en: 'This would suspend more than a tenth of the source’s points. Check the file, or confirm that it is meant.',
    fr: 'Cela suspendrait plus d’un dixième des points de la source. Vérifiez le fichier, ou confirmez votre intention.',
  },
  TIMETABLE_INVALID: {
    kind: 'BAD_INPUT',
    en: 'The timetable has mistakes, and nothing was changed. Correct the lines in the details and import it again.',
    fr: 'L’horaire comporte des erreurs ; rien n’a été modifié. Corrigez les lignes du détail et importez-le de nouveau.',
  },
  IMPORT_RUNNING: {
    kind: 'REFUSAL',
    en: 'An import of this source is running. Wait for its report, then send the file again.',
    fr: 'Un import de cette source est en cours. Attendez son rapport, puis renvoyez le fichier.',
  },
});
