import { formatSscc } from '#libs/identifiers';
import { dayOf, type LabelContent, ssccOf } from './label-content.js';
import { countryInWords, dayInWords, LABEL_WORDS, weightInWords } from './label-words.js';
import { LEFT, type Line, PAGE, type Rule, Sheet, WIDTH } from './sheet.js';

/** What is drawn, in millimetres, in whatever language the printer speaks. */
export type Layout = {
  readonly lines: readonly Line[];
  readonly rules: readonly Rule[];
  /** `middle` is the bars' centre line; GS1 asks for a height of 32 mm on a logistic label. */
  readonly barcode: { readonly sscc: string; readonly middle: number; readonly y: number; readonly height: number };
};

/**
 * Places everything on the label. The order is that of the hands that hold it: the sorter reads the point's code and
 * postcode from a step away, the clerk the recipient's name, the machine the bars.
 * @throws Error for a tracking number that is no SSCC, or a day that is none.
 */
export function layOut(label: LabelContent): Layout {
  const sheet = new Sheet();
  const sscc = ssccOf(label);
  drawSender(sheet, label);
  sheet.rule(22.5, 0.6);
  drawPoint(sheet, label);
  sheet.rule(73.5, 0.25);
  sheet.caption(LABEL_WORDS[label.language].recipient, LEFT, 74.9);
  const name = { width: WIDTH, height: 9.6, largest: 7, smallest: 3.2, weight: 'bold' } as const;
  sheet.put(label.recipientName, LEFT, 77.8, name);
  drawFacts(sheet, label);
  sheet.rule(99, 0.6);
  sheet.centred(formatSscc(sscc), 140.8, 5.4);
  const barcode = { sscc, middle: PAGE.width / 2, y: 101.8, height: 33 };
  return { lines: sheet.lines, rules: sheet.rules, barcode };
}

function drawSender(sheet: Sheet, label: LabelContent): void {
  const { name, street, postcode, city } = label.from;
  sheet.caption(LABEL_WORDS[label.language].from, LEFT, 5.5);
  const small = { width: WIDTH, height: 4, largest: 3.3, smallest: 2.4, weight: 'regular' } as const;
  const first = { width: WIDTH, height: 4.9, largest: 4.2, smallest: 2.6, weight: 'bold' } as const;
  const { bottom: streetY } = sheet.put(name, LEFT, 8.2, first);
  const { bottom: townY } = sheet.put(street, LEFT, streetY, small);
  sheet.put(`${postcode} ${city}`, LEFT, townY, small);
}

function drawPoint(sheet: Sheet, label: LabelContent): void {
  const { code, name, street, postcode, city, country } = label.pickupPoint;
  sheet.caption(LABEL_WORDS[label.language].point, LEFT, 23.6);
  // The routing line: where it goes, and the postcode as the sorter's first key.
  sheet.put(code, LEFT, 26.5, { width: WIDTH, height: 16.3, largest: 14, smallest: 5, weight: 'bold' });
  const key = { width: 48, height: 14, largest: 12, smallest: 4, weight: 'bold' } as const;
  const townX = sheet.put(postcode, LEFT, 42.6, key).right + 4;
  const width = LEFT + WIDTH - townX;
  const town = { width, height: 9, largest: 6, smallest: 2.8, weight: 'bold' } as const;
  const { bottom: countryY } = sheet.put(city, townX, 43.6, town);
  const nation = { width, height: 3.6, largest: 2.9, smallest: 2, weight: 'regular' } as const;
  sheet.put(countryInWords(country, label.language), townX, countryY, nation);
  const sign = { width: WIDTH, height: 9.6, largest: 5, smallest: 3, weight: 'bold' } as const;
  const { bottom: streetY } = sheet.put(name, LEFT, 57.4, sign);
  const way = { width: WIDTH, height: 5.6, largest: 4, smallest: 2.4, weight: 'regular' } as const;
  sheet.put(street, LEFT, streetY, way);
}

function drawFacts(sheet: Sheet, label: LabelContent): void {
  const { language } = label;
  const words = LABEL_WORDS[language];
  const facts = [
    { caption: words.day, text: dayInWords(dayOf(label), language), width: 22 },
    { caption: words.weight, text: weightInWords(label.weightGrams, language), width: 17 },
    { caption: words.dropOff, text: label.dropOffPointCode, width: 27 },
    { caption: words.programme, text: label.programmeName, width: 27 },
  ];
  let x = LEFT;
  for (const { caption, text, width } of facts) {
    if (text === null) continue;
    sheet.caption(caption, x, 89.1);
    sheet.put(text, x, 91.8, { width: width - 2, height: 6.4, largest: 3.3, smallest: 2.3, weight: 'regular' });
    x += width;
  }
}
