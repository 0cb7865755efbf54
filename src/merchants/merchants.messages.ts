import type { MailMessage } from '../notifications/mailer.js';
import type { Merchant } from './merchants.inputs.js';

// In both languages, because nobody has said which one the reader speaks.

/** One click confirms and signs in; the code does for whoever has no page at hand, and as long as the address holds. */
export function emailProofMessage(
  { email, name }: Merchant,
  proof: string,
  { link, hours }: { link: string; hours: number },
): MailMessage {
  return {
    to: email,
    subject: 'Relais : confirmez votre adresse / confirm your address',
    text: [
      `${name} a été inscrit sur Relais avec cette adresse. Si c’est vous, confirmez-la et connectez-vous en ouvrant ce lien, qui sert une fois dans les ${hours} heures :`,
      `${name} was registered on Relais with this address. If it was you, confirm it and sign in by opening this link, which works once within ${hours} hours:`,
      link,
      'Ou donnez ce code à l’opération proveEmail : / Or give this code to the operation proveEmail:',
      proof,
      'Si ce n’est pas vous, ne faites rien. / If it was not you, do nothing.',
    ].join('\n\n'),
  };
}

export function approvedMessage({ email, name }: Merchant): MailMessage {
  return {
    to: email,
    subject: 'Relais : inscription acceptée / registration approved',
    text: [
      `${name} est accepté sur Relais. Vous pouvez vous inscrire à un programme.`,
      `${name} is approved on Relais. You can now enrol in a programme.`,
    ].join('\n\n'),
  };
}

export function refusedMessage({ email, name }: Merchant, reason: string): MailMessage {
  return {
    to: email,
    subject: 'Relais : inscription refusée / registration refused',
    text: [
      `L’inscription de ${name} sur Relais a été refusée, pour la raison suivante :`,
      `The registration of ${name} on Relais was refused, for this reason:`,
      reason,
    ].join('\n\n'),
  };
}
