import { composeMail, composeText, type MessageFacts } from './compose.js';
import { MESSAGE_KINDS } from './words.js';

const facts: MessageFacts = {
  recipientName: 'Zoë "<b>" & Cie',
  merchantName: 'Le Furet',
  point: { name: 'Auchan Lille', address: '1 rue X, 59000 Lille', lat: 50.63, lon: 3.07, timeZone: 'Europe/Paris' },
  code: '012345',
  until: new Date('2026-12-01T23:00:00Z'),
  opening: { isOpen: true, nextChange: new Date('2026-11-24T19:00:00Z') },
  link: 'https://relais.example/track/1#rl_cu_1',
};
const LANGUAGES = ['fr', 'en'] as const;

describe('a message', () => {
  it('leaves no blank to be filled in, in either language, and says the same in HTML', () => {
    for (const language of LANGUAGES) {
      for (const kind of MESSAGE_KINDS) {
        for (const known of [facts, { ...facts, until: null, opening: null, code: null }]) {
          const { subject, text, html } = composeMail(kind, known, language);
          const sms = composeText(kind, known, language);
          for (const said of [subject, text, html, sms ?? '']) expect(said).not.toMatch(/[{}]|null|undefined|NaN/);
          const plain = html
            .replaceAll(/<[^>]*>/g, '')
            .replaceAll('&lt;', '<')
            .replaceAll('&gt;', '>');
          const words = (of: string) => of.split(/\s+/).filter(Boolean);
          const unescaped = plain.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
          expect(words(unescaped)).toEqual(words(text));
          expect(html).not.toContain('<b>');
        }
      }
    }
  });

  it('is a text message only when there is something to collect', () => {
    const texts = MESSAGE_KINDS.map((kind) => composeText(kind, facts, 'fr') !== null);
    expect(texts).toEqual([false, true, true, false]);
  });

  it('says times as the clock at the point shows them, and the last day where the time ends at midnight', () => {
    const french = composeMail('AVAILABLE', facts, 'fr').text;
    expect(french).toContain('Jusqu’au mardi 1 décembre\n');
    expect(french).toContain('Ouvert maintenant, jusqu’au mardi 24 novembre à 20:00');
    const english = composeMail('AVAILABLE', { ...facts, until: new Date('2026-12-01T17:30:00Z') }, 'en').text;
    expect(english).toContain('Until Tuesday 1 December at 18:30');
  });
});
