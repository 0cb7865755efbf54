import { define } from './definition.js';

/** The machine that Relais runs on: read at start-up and in `relais doctor` by whoever installs it. */
export const INSTALLATION_CODES = define({
  CONFIG_INVALID: {
    kind: 'INTERNAL',
    en: 'A setting is missing or wrong. Correct the variable named in the details and start again.',
    fr: 'Un réglage manque ou est faux. Corrigez la variable nommée dans le détail et redémarrez.',
  },
  PORT_IN_USE: {
    kind: 'INTERNAL',
    en: 'Another program uses this port. Stop it, or set PORT to a free one.',
    fr: 'Un autre programme utilise ce port. Arrêtez-le, ou donnez à PORT un port libre.',
  },
  DATABASE_UNREACHABLE: {
    kind: 'INTERNAL',
    en: 'The database does not answer. Check that it runs and that its address and password are right.',
    fr: 'La base de données ne répond pas. Vérifiez qu’elle tourne et que son adresse et son mot de passe sont bons.',
  },
  DATABASE_TOO_OLD: {
    kind: 'INTERNAL',
    en: 'The database or its PostGIS is too old. Upgrade to the version in the details.',
    fr: 'La base ou son PostGIS est trop ancien. Passez à la version du détail.',
  },
  MIGRATIONS_PENDING: {
    kind: 'INTERNAL',
    en: 'The database is older than this program. Run the migrations, then start again.',
    fr: 'La base est plus ancienne que ce programme. Lancez les migrations, puis redémarrez.',
  },
  DATABASE_NEWER: {
    kind: 'INTERNAL',
    en: 'The database was written by a newer Relais. Start that version, or restore an older backup.',
    fr: 'La base a été écrite par un Relais plus récent. Lancez cette version, ou restaurez une sauvegarde.',
  },
  FOLDER_IN_USE: {
    kind: 'INTERNAL',
    en: 'Another Relais uses this data folder. Stop it first: two would lose data.',
    fr: 'Un autre Relais utilise ce dossier de données. Arrêtez-le d’abord : à deux, des données se perdraient.',
  },
  FOLDER_READ_ONLY: {
    kind: 'INTERNAL',
    en: 'The data folder cannot be written. Give this user the right to, or choose another folder.',
    fr: 'Le dossier de données n’est pas accessible en écriture. Donnez ce droit, ou choisissez un autre dossier.',
  },
  FOLDER_NEWER: {
    kind: 'INTERNAL',
    en: 'The data folder was written by a newer Relais. Start that version, or restore an older backup.',
    fr: 'Le dossier de données vient d’un Relais plus récent. Lancez cette version, ou restaurez une sauvegarde.',
  },
  DISK_FULL: {
    kind: 'INTERNAL',
    en: 'The disk is full and nothing more can be recorded. Free some space, then start again.',
    fr: 'Le disque est plein, plus rien ne peut être enregistré. Libérez de la place, puis redémarrez.',
  },
  BACKUP_DAMAGED: {
    kind: 'INTERNAL',
    en: 'This backup is cut, altered or none of ours, and nothing was written. Take another one.',
    fr: 'Cette sauvegarde est tronquée, modifiée ou n’est pas des nôtres ; rien n’a été écrit. Prenez-en une autre.',
  },
  BACKUP_NEWER: {
    kind: 'INTERNAL',
    en: 'This backup was written by a newer Relais, and nothing was restored. Install that version.',
    fr: 'Cette sauvegarde vient d’un Relais plus récent ; rien n’a été restauré. Installez cette version.',
  },
  BACKUP_OTHER_SECRET: {
    kind: 'INTERNAL',
    en: 'This backup belongs to another secret: recipients, codes and links could not be read. Set RELAIS_SECRET to the one of that time.',
    fr: 'Cette sauvegarde dépend d’un autre secret : destinataires, codes et liens seraient illisibles. Donnez à RELAIS_SECRET celui de l’époque.',
  },
  DATABASE_NOT_EMPTY: {
    kind: 'INTERNAL',
    en: 'This database holds rows already. Restore into an empty one, or say --replace to give them up.',
    fr: 'Cette base contient déjà des lignes. Restaurez dans une base vide, ou dites --replace pour y renoncer.',
  },
  DATABASE_OWNER_NEEDED: {
    kind: 'INTERNAL',
    en: 'A restore needs the role that owns the tables. Set DATABASE_MIGRATION_URL to it.',
    fr: 'Une restauration demande le rôle propriétaire des tables. Donnez-le dans DATABASE_MIGRATION_URL.',
  },
  SERVICE_NOT_RUNNING: {
    kind: 'INTERNAL',
    en: 'No Relais answers at that address. Start it, or give the address of the one that runs.',
    fr: 'Aucun Relais ne répond à cette adresse. Démarrez-le, ou donnez l’adresse de celui qui tourne.',
  },
});
