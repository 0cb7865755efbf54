/** How many points there are of each class and with which hours, and how many have no room. */
export class Tallies {
  all = 0;
  full = 0;
  /** By the numbers of classes and of hours; where nothing was counted there may be nothing. */
  readonly byClass: number[] = [];
  readonly byHours: number[] = [];

  add(itsClass: number, hours: number, isFull: boolean, by: 1 | -1): void {
    this.all += by;
    this.byClass[itsClass] = (this.byClass[itsClass] ?? 0) + by;
    this.byHours[hours] = (this.byHours[hours] ?? 0) + by;
    if (isFull) this.full += by;
  }
}
