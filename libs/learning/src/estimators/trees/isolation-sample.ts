import { type Random, shuffle } from '../../random/random.js';

/** `size` of the rows, each as likely as its weight; without `withReplacement` no row twice. */
export function drawRows(
  known: Uint32Array,
  size: number,
  withReplacement: boolean,
  weights: Float64Array | undefined,
  random: Random,
): Uint32Array {
  const first = weights?.[known[0]];
  const areEven = !weights || known.every((row) => weights[row] === first);
  if (withReplacement) return areEven ? drawEvenly(known, size, random) : drawByWeight(known, size, weights, random);
  return areEven ? chooseEvenly(known, size, random) : chooseByWeight(known, size, weights, random);
}

export function drawColumns(columns: number, size: number, random: Random): Int32Array {
  const all = Int32Array.from({ length: columns }, (_, column) => column);
  return size === columns ? all : shuffle(all, random).slice(0, size).sort();
}

function drawEvenly(known: Uint32Array, size: number, random: Random): Uint32Array {
  return Uint32Array.from({ length: size }, () => known[random.integer(known.length)]);
}

function drawByWeight(known: Uint32Array, size: number, weights: Float64Array, random: Random): Uint32Array {
  const upTo = new Float64Array(known.length);
  known.forEach((row, i) => {
    upTo[i] = (i > 0 ? upTo[i - 1] : 0) + weights[row];
  });
  return Uint32Array.from({ length: size }, () => known[placeOf(upTo, random.next() * upTo[upTo.length - 1])]);
}

function placeOf(upTo: Float64Array, sought: number): number {
  let low = 0;
  let high = upTo.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (upTo[middle] > sought) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Floyd's sampling (Bentley and Floyd 1987): as many draws as rows taken, whatever there are. */
function chooseEvenly(known: Uint32Array, size: number, random: Random): Uint32Array {
  const chosen = new Set<number>();
  for (let bound = known.length - size; bound < known.length; bound++) {
    const drawn = random.integer(bound + 1);
    chosen.add(chosen.has(drawn) ? bound : drawn);
  }
  return Uint32Array.from(chosen, (place) => known[place]);
}

/** The rows with the largest u^(1/weight) (Efraimidis and Spirakis 2006). */
function chooseByWeight(known: Uint32Array, size: number, weights: Float64Array, random: Random): Uint32Array {
  const keys = new Map(Array.from(known, (row) => [row, Math.log(1 - random.next()) / weights[row]]));
  return known
    .slice()
    .sort((a, b) => (keys.get(b) as number) - (keys.get(a) as number))
    .slice(0, size);
}
