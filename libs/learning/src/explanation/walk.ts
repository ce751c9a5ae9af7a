import { hasSet, setHolds, type Tree } from '../estimators/trees/tree.js';

/** Whether a value takes the left branch of a node. */
export function goesLeft({ threshold, missingLeft, sets }: Tree, node: number, value: number): boolean {
  if (Number.isNaN(value)) return missingLeft[node] === 1;
  return sets && hasSet(sets, node) ? setHolds(sets, node, value) : value <= threshold[node];
}

/** The most branches between the root and a leaf. */
export function depthOf({ feature, left, right }: Tree): number {
  const depths = new Int32Array(feature.length);
  let deepest = 0;
  for (let node = 0; node < feature.length; node++) {
    if (feature[node] < 0) continue;
    depths[left[node]] = depths[right[node]] = depths[node] + 1;
    deepest = Math.max(deepest, depths[node] + 1);
  }
  return deepest;
}
