/** What the values of a feature are; texts are categories and identifiers, too. */
export type FeatureType = 'integer' | 'float' | 'boolean' | 'datetime' | 'text';
export type KeyType = 'integer' | 'text';

export interface TypedName<Type extends string = FeatureType> {
  readonly name: string;
  readonly type: Type;
}
