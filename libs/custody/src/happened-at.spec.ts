import { DAY_MS, happenedAtOf } from './happened-at.js';
import { HOUR_MS, hour } from './ledger.fixture.js';

describe('when something happened', () => {
  const recordedAt = hour(10);

  it('is when it was recorded, if the sender does not say', () => {
    expect(happenedAtOf({ recordedAt })).toEqual({ happenedAt: hour(10), flagged: false });
    expect(happenedAtOf({ occurredAt: null, clockOffsetMs: HOUR_MS, recordedAt }).happenedAt).toBe(hour(10));
  });

  it('is corrected by how far the device’s clock was ahead, or behind', () => {
    const occurredAt = hour(9);
    expect(happenedAtOf({ occurredAt, clockOffsetMs: HOUR_MS, recordedAt }).happenedAt).toBe(hour(8));
    expect(happenedAtOf({ occurredAt, clockOffsetMs: -HOUR_MS, recordedAt }).happenedAt).toBe(hour(10));
  });

  it('is never after its recording, and says so', () => {
    expect(happenedAtOf({ occurredAt: hour(11), recordedAt })).toEqual({ happenedAt: hour(10), flagged: true });
    expect(happenedAtOf({ occurredAt: hour(11), clockOffsetMs: HOUR_MS, recordedAt }).flagged).toBe(false);
  });

  it('is kept but flagged when it is older than 30 days', () => {
    const oldest = recordedAt - 30 * DAY_MS;
    expect(happenedAtOf({ occurredAt: oldest, recordedAt })).toEqual({ happenedAt: oldest, flagged: false });
    expect(happenedAtOf({ occurredAt: oldest - 1, recordedAt })).toEqual({ happenedAt: oldest - 1, flagged: true });
  });

  it('is the recording, flagged, when the sender’s time is none', () => {
    expect(happenedAtOf({ occurredAt: 0, recordedAt })).toEqual({ happenedAt: recordedAt, flagged: true });
    expect(happenedAtOf({ occurredAt: Number.NaN, recordedAt })).toEqual({ happenedAt: recordedAt, flagged: true });
    expect(happenedAtOf({ occurredAt: hour(9), clockOffsetMs: Number.NaN, recordedAt }).flagged).toBe(true);
  });
});
