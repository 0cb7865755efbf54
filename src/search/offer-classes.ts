import type { PointOffer } from '#libs/matching';
import { Interned } from './interned.js';

type Limits = Pick<PointOffer, 'maxWeightGrams' | 'maxLongestSideMillimetres' | 'maxSidesSumMillimetres'>;
type Shape = Pick<PointOffer, 'state' | 'chain' | 'kind' | 'services' | 'networks'>;

/** All that decides whether a point fits but its room, its hours and where it is. */
export type OfferFacts = Limits & Shape & Pick<PointOffer, 'ownerMerchantId'>;

export interface OfferClass {
  /** By which the class's shape and limits are known. */
  shape: number;
  limits: number;
  ownerMerchantId: string | null;
}

/** What was added to classes since somebody last took over what there was, each in the order of its numbers. */
export interface AddedClasses {
  shapes: Shape[];
  limits: Limits[];
  classes: OfferClass[];
}

/**
 * The classes of points: those of one class fit the same wishes. A network of a hundred thousand points has some
 * hundreds, so that a wish is judged some hundreds of times; and there are fewer shapes than classes, since every shop
 * of an owner makes a class of its own.
 */
export class OfferClasses {
  readonly shapes = new Interned<Shape>();
  readonly limits = new Interned<Limits>();
  readonly classes = new Interned<OfferClass>();

  numberOf(facts: OfferFacts): number {
    const { state, chain, kind, services, networks, ownerMerchantId } = facts;
    const { maxWeightGrams, maxLongestSideMillimetres, maxSidesSumMillimetres } = facts;
    const shape = this.shapes.numberOf(JSON.stringify([state, chain, kind, services, networks]), () => {
      return { state, chain, kind, services, networks };
    });
    const limits = this.limits.numberOf(
      JSON.stringify([maxWeightGrams, maxLongestSideMillimetres, maxSidesSumMillimetres]),
      () => ({ maxWeightGrams, maxLongestSideMillimetres, maxSidesSumMillimetres }),
    );
    return this.classes.numberOf(`${shape} ${limits} ${ownerMerchantId}`, () => ({ shape, limits, ownerMerchantId }));
  }

  factsOf(number: number): OfferFacts {
    const { shape, limits, ownerMerchantId } = this.classes.at(number);
    return { ...this.shapes.at(shape), ...this.limits.at(limits), ownerMerchantId };
  }

  /** What has come since there were as many shapes, limits and classes as given. */
  since({ shapes, limits, classes }: Record<keyof AddedClasses, number>): AddedClasses {
    return {
      shapes: this.shapes.values.slice(shapes),
      limits: this.limits.values.slice(limits),
      classes: this.classes.values.slice(classes),
    };
  }

  append({ shapes, limits, classes }: AddedClasses): void {
    this.shapes.append(shapes);
    this.limits.append(limits);
    this.classes.append(classes);
  }
}
