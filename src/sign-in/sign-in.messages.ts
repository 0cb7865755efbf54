import type { Language } from '#libs/refusals';
import type { MailMessage } from '../notifications/mailer.js';

/** One link, and what it signs in as. */
export interface NamedLink {
  /** A merchant's name, a chain's, or null for the whole installation. */
  name: string | null;
  role: 'MERCHANT' | 'OPERATOR';
  link: string;
}

const WORDS = {
  fr: {
    subject: 'Relais : votre lien de connexion',
    one: (minutes: number) =>
      `Pour vous connecter à Relais, ouvrez ce lien. Il sert une fois, dans les ${minutes} minutes :`,
    several: (minutes: number) =>
      `Plusieurs comptes ont cette adresse. Ouvrez le lien de celui que vous voulez ; chacun sert une fois, dans les ${minutes} minutes :`,
    operator: (chain: string | null) => (chain === null ? 'Opérateur' : `Opérateur, ${chain}`),
    last: 'Si vous n’avez rien demandé, ne faites rien : sans ce message personne ne peut se connecter.',
  },
  en: {
    subject: 'Relais: your link to sign in',
    one: (minutes: number) => `To sign in to Relais, open this link. It works once, within ${minutes} minutes:`,
    several: (minutes: number) =>
      `Several accounts have this address. Open the link of the one you want; each works once, within ${minutes} minutes:`,
    operator: (chain: string | null) => (chain === null ? 'Operator' : `Operator, ${chain}`),
    last: 'If you asked for nothing, do nothing: without this message nobody can sign in.',
  },
} as const;

export function signInMessage(
  to: string,
  links: readonly NamedLink[],
  minutes: number,
  language: Language,
): MailMessage {
  const words = WORDS[language];
  const [only] = links;
  const body =
    links.length === 1 && only !== undefined
      ? [words.one(minutes), only.link]
      : [
          words.several(minutes),
          ...links.map(({ name, role, link }) => `${role === 'OPERATOR' ? words.operator(name) : name}\n${link}`),
        ];
  return { to, subject: words.subject, text: [...body, words.last].join('\n\n') };
}

/** In both languages, because nobody has said which one the reader speaks. */
export function invitationMessage(
  { email, name }: { email: string; name: string },
  link: string,
  hours: number,
): MailMessage {
  return {
    to: email,
    subject: 'Relais : vous êtes opérateur / you are an operator',
    text: [
      `${name}, vous pouvez désormais gérer ce réseau de points relais. Ouvrez ce lien pour vous connecter ; il sert une fois dans les ${hours} heures :`,
      `${name}, you can operate this network of pickup points from now on. Open this link to sign in; it works once within ${hours} hours:`,
      link,
      'Si vous ne l’attendiez pas, ne faites rien. / If you did not expect this, do nothing.',
    ].join('\n\n'),
  };
}
