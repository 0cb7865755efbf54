import { hoursReaders, type OpeningHours, printOsm } from './index.js';

describe('the readers of opening hours', () => {
  it('are found by name, and by no other', () => {
    expect(Object.keys(hoursReaders).sort()).toEqual(['horaires_json', 'osm']);
    expect(hoursReaders.constructor).toBeUndefined();
    expect(hoursReaders.osm?.('24/7').ok).toBe(true);
  });
});

const DAYS = ['Lundi', 'Mardi', 'Mercredi', 'Jeudi', 'Vendredi', 'Samedi', 'Dimanche'];

const read = (text: string) => {
  const reader = hoursReaders.horaires_json;
  if (!reader) throw new Error('there is no reader of horaires_json');
  return reader(text);
};

/** One range a day from Monday on; an empty one leaves the day out. */
function printed(...ranges: string[]): string {
  const fields = ranges.flatMap((range, i) => (range === '' ? [] : [[DAYS[i] ?? '', [range]] as const]));
  const result = read(JSON.stringify(Object.fromEntries(fields)));
  if (!result.ok) throw new Error(result.error.message);
  const hours: OpeningHours = result.hours;
  return printOsm(hours);
}

describe('hours in the shape of the French supermarket list', () => {
  const open = '08.15-19.45';
  const placeholder = '01.00-01.00';

  it('hold a week and say nothing of holidays', () => {
    expect(printed(open, open, open, open, open, open, '09.00-12.15')).toBe(
      'Mo-Sa 08:15-19:45; Su 09:00-12:15; PH unknown',
    );
  });

  it('are unknown where the form holds its placeholder', () => {
    expect(printed(...Array<string>(7).fill(placeholder))).toBe('unknown');
    expect(printed(open, open, open, open, open, open, placeholder)).toBe('Mo-Sa 08:15-19:45; Su,PH unknown');
    expect(printed(open, open, '09.00-09.00', open, '00.00-00.01', open, '00.00-00.00')).toBe(
      'Mo-Tu,Th,Sa 08:15-19:45; We,Fr,Su,PH unknown',
    );
  });

  it('mean closed by leaving a day out, when most days are there', () => {
    expect(printed(open, open, open, open, open, open)).toBe('Mo-Sa 08:15-19:45; Su off; PH unknown');
    expect(printed('', open, open, open, open)).toBe('Mo,Sa-Su off; Tu-Fr 08:15-19:45; PH unknown');
  });

  it('are not closed on the days that an unfinished form leaves out', () => {
    expect(printed(open)).toBe('Mo 08:15-19:45; Tu-Su,PH unknown');
    expect(printed(open, open, open, placeholder, placeholder)).toBe('Mo-We 08:15-19:45; Th-Su,PH unknown');
  });

  it('end at midnight when they end a minute before', () => {
    expect(printed(...Array<string>(7).fill('00.00-23.59'))).toBe('Mo-Su 00:00-24:00; PH unknown');
    expect(printed(...Array<string>(7).fill('00.01-23.59'))).toBe('Mo-Su 00:00-24:00; PH unknown');
    expect(printed(...Array<string>(7).fill('06.00-23.59'))).toBe('Mo-Su 06:00-24:00; PH unknown');
  });

  it('may have a break, and run past midnight', () => {
    const result = read('{"Lundi": ["14.00-01.30", "08.00-12.00"]}');
    expect(result.ok ? result.hours.week.MO : null).toEqual([
      { startMinutes: 480, endMinutes: 720 },
      { startMinutes: 840, endMinutes: 1530 },
    ]);
  });

  it.each([
    ['', 'HOURS_EMPTY', 0],
    ['Lundi 8-12', 'HORAIRES_NOT_JSON', 0],
    ['["08.00-12.00"]', 'HORAIRES_BAD_SHAPE', 0],
    ['null', 'HORAIRES_BAD_SHAPE', 0],
    ['{"Lundi": ["08.00-12.00"], "Monday": []}', 'HORAIRES_BAD_SHAPE', 27],
    ['{"Lundi": "08.00-12.00"}', 'HORAIRES_BAD_SHAPE', 1],
    ['{"Lundi": ["8-12"]}', 'HOURS_BAD_TIME', 1],
    ['{"Lundi": ["08.00-12.75"]}', 'HOURS_BAD_TIME', 1],
    ['{"Lundi": ["08.00-25.00"]}', 'HOURS_BAD_TIME', 1],
    ['{"Lundi": [8]}', 'HOURS_BAD_TIME', 1],
  ])('are refused when they are %s', (text, code, position) => {
    expect(read(text)).toMatchObject({ ok: false, error: { code, position } });
  });

  it('are refused when they are too long', () => {
    expect(read(`{}${' '.repeat(5000)}`)).toMatchObject({ error: { code: 'HOURS_TOO_LONG', position: 5000 } });
  });
});
