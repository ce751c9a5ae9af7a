/** One linear function per output: row-major coefficients [outputs × columns] and an intercept each. Plain JSON. */
export interface LinearModel {
  readonly columns: number;
  readonly coefficients: readonly number[];
  readonly intercepts: readonly number[];
}
