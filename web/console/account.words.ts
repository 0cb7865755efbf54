export const ACCOUNT = {
  fr: {
    title: 'Compte',
    browsers: 'Navigateurs connectés',
    browsersHow: 'Un ordinateur perdu ou prêté ? Déconnectez-le d’ici.',
    this: 'celui-ci',
    since: 'connecté {at}, jusqu’au {day}',
    end: 'Déconnecter',
  },
  en: {
    title: 'Account',
    browsers: 'Browsers signed in',
    browsersHow: 'A computer that is lost or lent? Sign it out from here.',
    this: 'this one',
    since: 'signed in {at}, until {day}',
    end: 'Sign out',
  },
};
