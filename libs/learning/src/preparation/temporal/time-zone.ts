import { dayMilliseconds, dayOf } from './days.js';
import { invalid } from './plan-fault.js';

/** Milliseconds to add to an instant (milliseconds since 1970 UTC) for the clock on the wall of a place. */
export type ZoneOffset = (milliseconds: number) => number;

const daysAtMost = 20_000;

/** Of an IANA zone such as Europe/Berlin, by the runtime's time zone data; null is UTC. Throws `learning.temporal_plan_invalid`. */
export function zoneOffset(zone: string | null): ZoneOffset | null {
  if (zone === null) return null;
  const clock = clockOf(zone);
  const days = new Map<number, number>();
  // Asking the clock costs microseconds: once for each day on which it is not changed.
  return (milliseconds) => {
    const day = dayOf(milliseconds);
    let offset = days.get(day);
    if (offset === undefined) {
      const [first, last] = [day * dayMilliseconds, (day + 1) * dayMilliseconds].map((at) => offsetAt(clock, at));
      offset = first === last ? first : Number.NaN;
      if (days.size >= daysAtMost) days.clear();
      days.set(day, offset);
    }
    return Number.isNaN(offset) ? offsetAt(clock, milliseconds) : offset;
  };
}

function clockOf(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalid(
      'time_zone',
      `there is no time zone ${JSON.stringify(zone.slice(0, 50))}; give one of the IANA list, such as Europe/Berlin.`,
    );
  }
}

/** From `GMT`, `GMT+05:30`, or, before zones were agreed on, `GMT+05:53:28`. */
function offsetAt(clock: Intl.DateTimeFormat, milliseconds: number): number {
  const name = clock.formatToParts(milliseconds).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes, seconds = '0'] = /^GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(name) ?? ['', '+', '0', '0'];
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -size : size;
}
