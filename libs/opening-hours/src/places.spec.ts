import { holidayRegionOf, isTimeZone, timeZoneOf } from './index.js';

describe('the calendar and the clock of an address', () => {
  it.each([
    ['FR', '59000', 'FR', 'Europe/Paris'],
    ['FR', '20090', 'FR', 'Europe/Paris'],
    ['fr', ' 67000 ', 'FR-67', 'Europe/Paris'],
    ['FR', 'F-57000', 'FR-57', 'Europe/Paris'],
    // A spreadsheet took the zero of 01000 (Bourg-en-Bresse) away.
    ['FR', '1000', 'FR', 'Europe/Paris'],
    ['FR', '97110', 'FR-971', 'America/Guadeloupe'],
    ['FR', '97200', 'FR-972', 'America/Martinique'],
    ['FR', '97300', 'FR-973', 'America/Cayenne'],
    ['FR', '97400', 'FR-974', 'Indian/Reunion'],
    ['RE', '97400', 'FR-974', 'Indian/Reunion'],
    ['RE', null, 'FR-974', 'Indian/Reunion'],
    ['FR', '97500', 'FR-975', 'America/Miquelon'],
    ['FR', '97600', 'FR-976', 'Indian/Mayotte'],
    ['FR', '97133', 'FR-977', 'America/St_Barthelemy'],
    ['FR', '97150', 'FR-978', 'America/Marigot'],
    ['FR', '98600', 'FR-986', 'Pacific/Wallis'],
    ['FR', '98714', 'FR-987', 'Pacific/Tahiti'],
    ['PF', '98742', 'FR-987', 'Pacific/Marquesas'],
    ['FR', '98755', 'FR-987', 'Pacific/Gambier'],
    ['NC', '98800', 'FR-988', 'Pacific/Noumea'],
    ['FR', '98000', null, 'Europe/Monaco'],
    ['FR', '98413', null, null],
    ['FR', null, 'FR', null],
    ['BE', '1000', null, 'Europe/Brussels'],
    ['LU', 'L-1111', null, 'Europe/Luxembourg'],
    ['ES', '28001', null, 'Europe/Madrid'],
    ['ES', '35001', null, 'Atlantic/Canary'],
    ['ES', '38001', null, 'Atlantic/Canary'],
    ['ES', undefined, null, null],
    ['PT', '1000-001', null, 'Europe/Lisbon'],
    ['PT', '9000-001', null, 'Atlantic/Madeira'],
    ['PT', '9500-001', null, 'Atlantic/Azores'],
    ['PT', '9980', null, 'Atlantic/Azores'],
    ['PT', '', null, null],
    ['GB', 'SW1A 1AA', null, 'Europe/London'],
    ['US', '10001', null, null],
  ])('%s %s: holidays %s, time %s', (country, postcode, region, timeZone) => {
    expect(holidayRegionOf({ country, postcode })).toBe(region);
    expect(timeZoneOf({ country, postcode })).toBe(timeZone);
    if (timeZone !== null) expect(isTimeZone(timeZone)).toBe(true);
  });
});
