import type { MailMessage } from '../notifications/mailer.js';
import type { Merchant } from './merchants.inputs.js';

// In both languages, because nobody has said which one the reader speaks.

export function emailProofMessage({ email, name }: Merchant, proof: string): MailMessage {
  return {
    to: email,
    subject: 'Relais : confirmez votre adresse / confirm your address',
    text: [
      `${name} a été inscrit sur Relais avec cette adresse. Si c’est vous, confirmez-la avec ce code :`,
      `${name} was registered on Relais with this address. If it was you, confirm it with this code:`,
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
