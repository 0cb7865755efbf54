export { documentFrame } from './document.js';
export type { EpcisEvent } from './event.js';
export { type EpcisParcel, type EpcisSetting, eventsOf } from './events.js';
