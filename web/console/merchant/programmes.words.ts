export const PROGRAMMES = {
  fr: {
    title: 'Programmes',
    intro: 'Ce que chaque enseigne ouvre gratuitement aux petits commerces, et ce qu’il en est pour vous aujourd’hui.',
    gratis: 'gratuit',
    fee: '{fee} par colis',
    until: 'jusqu’au {day}',
    free: 'Ouvert pour vous',
    enrol: 'S’inscrire',
    enrolled: 'Inscrit depuis le {day}',
    past: 'Programmes terminés ({count})',
  },
  en: {
    title: 'Programmes',
    intro: 'What each chain opens to small shops for nothing, and how that stands for you today.',
    gratis: 'free',
    fee: '{fee} a parcel',
    until: 'until {day}',
    free: 'Open to you',
    enrol: 'Enrol',
    enrolled: 'Enrolled since {day}',
    past: 'Programmes that have ended ({count})',
  },
};
