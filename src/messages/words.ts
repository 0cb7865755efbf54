import type { Language } from '#libs/refusals';

export const MESSAGE_KINDS = ['ANNOUNCED', 'AVAILABLE', 'REMINDER', 'EXPIRED'] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** What a message says. `{name}` and the like are filled in; a line whose value is not known is left out. */
interface Words {
  /** For Intl. */
  locale: string;
  hello: string;
  subject: Record<MessageKind, string>;
  opening: Record<MessageKind, string>;
  code: string;
  until: string;
  where: string;
  map: string;
  openUntil: string;
  opensAt: string;
  open: string;
  follow: string;
  sms: Record<'AVAILABLE' | 'REMINDER', readonly string[]>;
}

export const WORDS: Record<Language, Words> = {
  fr: {
    locale: 'fr-FR',
    hello: 'Bonjour {name},',
    subject: {
      ANNOUNCED: 'Votre colis {merchant} est annoncé',
      AVAILABLE: 'Votre colis {merchant} vous attend',
      REMINDER: 'Votre colis {merchant} vous attend encore',
      EXPIRED: 'Votre colis {merchant} n’a pas été retiré',
    },
    opening: {
      ANNOUNCED: '{merchant} vous envoie un colis. Vous le retirerez ici :',
      AVAILABLE: 'Votre colis de {merchant} est arrivé. Il vous attend ici :',
      REMINDER: 'Votre colis de {merchant} vous attend encore, et plus pour longtemps :',
      EXPIRED: 'Votre colis de {merchant} n’a pas été retiré à temps. Il repart vers son expéditeur depuis :',
    },
    code: 'Code de retrait : {code}',
    until: 'Jusqu’au {until}',
    where: '{point}, {address}',
    map: 'Plan :',
    openUntil: 'Ouvert maintenant, jusqu’au {change}',
    opensAt: 'Fermé maintenant, ouvre {change}',
    open: 'Ouvert maintenant',
    follow: 'Suivre le colis :',
    sms: {
      AVAILABLE: ['Votre colis {merchant} vous attend : {point}, {address}.', 'Code {code}.', 'Jusqu’au {until}.'],
      REMINDER: ['Rappel : votre colis {merchant} vous attend encore : {point}.', 'Code {code}.', 'Jusqu’au {until}.'],
    },
  },
  en: {
    locale: 'en-GB',
    hello: 'Hello {name},',
    subject: {
      ANNOUNCED: 'Your parcel from {merchant} is announced',
      AVAILABLE: 'Your parcel from {merchant} is waiting for you',
      REMINDER: 'Your parcel from {merchant} is still waiting for you',
      EXPIRED: 'Your parcel from {merchant} was not collected',
    },
    opening: {
      ANNOUNCED: '{merchant} is sending you a parcel. You will collect it here:',
      AVAILABLE: 'Your parcel from {merchant} has arrived. It is waiting for you here:',
      REMINDER: 'Your parcel from {merchant} is still waiting for you, but not for long:',
      EXPIRED: 'Your parcel from {merchant} was not collected in time. It goes back to its sender from:',
    },
    code: 'Pickup code: {code}',
    until: 'Until {until}',
    where: '{point}, {address}',
    map: 'Map:',
    openUntil: 'Open now, until {change}',
    opensAt: 'Closed now, opens {change}',
    open: 'Open now',
    follow: 'Follow the parcel:',
    sms: {
      AVAILABLE: ['Your parcel from {merchant} is waiting: {point}, {address}.', 'Code {code}.', 'Until {until}.'],
      REMINDER: ['Reminder: your parcel from {merchant} is still waiting: {point}.', 'Code {code}.', 'Until {until}.'],
    },
  },
};
