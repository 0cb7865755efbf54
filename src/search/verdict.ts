import type { Programme } from '#libs/eligibility';
import { Filter } from '#libs/geo';
import { fitReasons, measureReasons, type PointOffer, type Wish } from '#libs/matching';
import type { RefusalCode } from '#libs/refusals';
import type { OfferClass, OfferClasses } from './offer-classes.js';
import type { Pricing } from './pricing.js';

/** Room, hours and limits are judged elsewhere, and no rule asks for the code. */
const WITHOUT_THE_REST = {
  code: '',
  capacityParcels: null,
  usedParcels: 0,
  hours: null,
  hoursContext: { timeZone: 'UTC', holidayRegion: null },
} as const;
const NO_LIMITS = { maxWeightGrams: null, maxLongestSideMillimetres: null, maxSidesSumMillimetres: null };

/** Any merchant but the one that asks: of a point's owner no more is asked than whether it is the same. */
const SOMEBODY_ELSE = 'somebody else';

/** What is said of a shape. */
interface Judged {
  codes: readonly RefusalCode[];
  programme: Programme | null;
}

/** Everything but the measures of a parcel: what is asked for again and again. */
export class ShapeVerdicts {
  private readonly judged = new Map<string, Judged[]>();
  private filter: { filter: Filter; classes: number } | null = null;

  constructor(
    private readonly known: OfferClasses,
    private readonly wish: Wish,
    private readonly prices: Pricing | null,
    private readonly merchantId: string | null,
  ) {}

  of({ shape, ownerMerchantId }: OfferClass): Judged {
    const owner = ownerMerchantId === null || ownerMerchantId === this.merchantId ? ownerMerchantId : SOMEBODY_ELSE;
    const byShape = this.judged.get(String(owner)) ?? [];
    this.judged.set(String(owner), byShape);
    const known = byShape[shape];
    if (known !== undefined) return known;
    const judged = this.judge({
      ...this.known.shapes.at(shape),
      ...NO_LIMITS,
      ...WITHOUT_THE_REST,
      ownerMerchantId: owner,
    });
    byShape[shape] = judged;
    return judged;
  }

  private judge(offer: PointOffer): Judged {
    const temperature = this.wish.parcel?.temperature;
    const parcel = temperature ? { temperature } : null;
    const codes = new Set(fitReasons(offer, { ...this.wish, parcel, openAtMs: null }).map(({ code }) => code));
    const programme = this.prices?.programmeAt(offer) ?? null;
    if (this.prices !== null && programme === null) codes.add(this.prices.absence);
    return { codes: [...codes], programme };
  }

  /** The filter for a wish without measures, made once for as long as no class is added. */
  filterWith(measures: MeasureVerdicts | null): Filter {
    const { classes } = this.known;
    if (measures === null && this.filter?.classes === classes.count) return this.filter.filter;
    const passes = new Uint8Array(classes.count);
    classes.values.forEach((each, at) => {
      const isRight = this.of(each).codes.length === 0 && (measures?.of(each).length ?? 0) === 0;
      passes[at] = isRight ? 1 : 0;
    });
    const filter = new Filter({ passes, leastFree: 1 });
    if (measures === null) this.filter = { filter, classes: classes.count };
    return filter;
  }
}

/** What the limits of points say of a parcel's measures. */
class MeasureVerdicts {
  private readonly judged: RefusalCode[][] = [];

  constructor(
    private readonly known: OfferClasses,
    private readonly parcel: NonNullable<Wish['parcel']>,
  ) {}

  of({ limits }: OfferClass): readonly RefusalCode[] {
    const known = this.judged[limits];
    if (known !== undefined) return known;
    const offer = { ...this.known.limits.at(limits), services: [] } as unknown as PointOffer;
    const codes = new Set(measureReasons(offer, { ...this.parcel, temperature: null }).map(({ code }) => code));
    this.judged[limits] = [...codes];
    return this.judged[limits];
  }
}

/** What is said of each class of points for one search. */
export class Verdict {
  readonly filter: Filter;
  private readonly measures: MeasureVerdicts | null;

  constructor(
    private readonly known: OfferClasses,
    private readonly shapes: ShapeVerdicts,
    { parcel }: Wish,
  ) {
    this.measures = parcel ? new MeasureVerdicts(known, parcel) : null;
    this.filter = shapes.filterWith(this.measures);
  }

  programmeOf(itsClass: number): Programme | null {
    return this.shapes.of(this.known.classes.at(itsClass)).programme;
  }

  /** The code of every reason against the class, each once. */
  codesOf(itsClass: number): readonly RefusalCode[] {
    const facts = this.known.classes.at(itsClass);
    const { codes } = this.shapes.of(facts);
    const more = this.measures?.of(facts) ?? [];
    return more.length === 0 ? codes : [...new Set([...codes, ...more])];
  }
}

/** How many wishes of one asker are remembered. */
const MOST_WISHES = 100;
const NOBODY = {};

/** Remembers what was judged of shapes, by who asks and for what. */
export class Verdicts {
  private readonly byAsker = new WeakMap<object, Map<string, ShapeVerdicts>>();

  constructor(private readonly known: OfferClasses) {}

  /** @param asker - The same object for as long as the prices of one merchant are the same; null where nobody's are. */
  of(wish: Wish, prices: Pricing | null, asker: { merchant: { id: string } } | null): Verdict {
    const byWish = this.byAsker.get(asker ?? NOBODY) ?? new Map<string, ShapeVerdicts>();
    this.byAsker.set(asker ?? NOBODY, byWish);
    const key = JSON.stringify([wish.services, wish.kinds, wish.chains, wish.parcel?.temperature]);
    let shapes = byWish.get(key);
    if (shapes === undefined) {
      const [first] = byWish.size < MOST_WISHES ? [] : byWish.keys();
      if (first !== undefined) byWish.delete(first);
      shapes = new ShapeVerdicts(this.known, wish, prices, asker?.merchant.id ?? null);
      byWish.set(key, shapes);
    }
    return new Verdict(this.known, shapes, wish);
  }
}
