export const HOME = {
  fr: {
    pendingTitle: 'Votre inscription est en cours',
    prove: 'Nous avons écrit à {email} : ouvrez le lien de cet e-mail pour confirmer votre adresse.',
    resend: 'Renvoyer l’e-mail',
    resent: 'C’est parti.',
    proved: 'Votre adresse est confirmée.',
    pending:
      'L’opérateur vérifie votre boutique et vous écrit dès que c’est fait. En attendant, regardez les programmes : certains ne demandent que la confirmation de l’adresse, et vous pouvez y expédier tout de suite.',
    refused:
      'Votre inscription a été refusée. La raison est dans l’e-mail que vous avez reçu ; répondez-y si c’est une erreur.',
    send: 'Envoyer un colis',
    sendHow: 'Un nom, un contact, un poids, un lieu.',
    batch: 'Envoyer un lot',
    batchHow: 'Un fichier CSV : vous voyez où va chaque colis, et pourquoi, avant de valider.',
    programmes: 'Programmes gratuits',
    programmesHow: 'Ce qui est ouvert à votre secteur ({sector}).',
    latest: 'Derniers colis',
    noParcels: 'Pas encore de colis.',
    all: 'Tous les colis',
  },
  en: {
    pendingTitle: 'Your registration is under way',
    prove: 'We have written to {email}: open the link in that e-mail to confirm your address.',
    resend: 'Send the e-mail again',
    resent: 'It is on its way.',
    proved: 'Your address is confirmed.',
    pending:
      'The operator checks your shop and writes to you when it is done. Meanwhile look at the programmes: some ask for nothing but the confirmed address, and you can ship with them right away.',
    refused:
      'Your registration was refused. The reason is in the e-mail that you received; answer it if that is a mistake.',
    send: 'Send a parcel',
    sendHow: 'A name, a contact, a weight, a place.',
    batch: 'Send a batch',
    batchHow: 'A CSV file: you see where each parcel goes, and why, before anything is booked.',
    programmes: 'Free programmes',
    programmesHow: 'What is open to your trade ({sector}).',
    latest: 'Latest parcels',
    noParcels: 'No parcels yet.',
    all: 'All parcels',
  },
};
