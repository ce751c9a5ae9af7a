import { expressionFault } from './fault.js';
import { type Token, tokensOf } from './tokens.js';

/** An expression as it was written. */
export type Tree =
  | { readonly kind: 'literal'; readonly value: number | string | boolean | null; readonly at: number }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'call'; readonly name: string; readonly parts: readonly Tree[]; readonly at: number };

const longestSource = 4000;
const deepest = 60;

/** Of operators, the loosest first; each level reads from the left. */
const levels: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['=', '==', '!=', '<>', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];
const comparisonLevel = 2;
const sameAs: Readonly<Record<string, string>> = { '==': '=', '<>': '!=' };
const words: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/**
 * Reads an expression: numbers, 'texts', true, false, null, names (`odd names` in backquotes), + - * / %, = != < <= > >=, and, or, not, calls.
 * Throws `feature.expression_invalid` with the place.
 */
export function parseExpression(source: string): Tree {
  if (source.length > longestSource) throw expressionFault(longestSource, `an expression has at most ${longestSource} characters`);
  const reader = new Reader(tokensOf(source));
  const tree = reader.level(0, 0);
  reader.end();
  return tree;
}

class Reader {
  private place = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  level(at: number, depth: number): Tree {
    if (depth > deepest) throw expressionFault(this.next.at, `the expression is nested more than ${deepest} deep`);
    if (at === comparisonLevel && this.isWord('not')) return this.not(depth);
    if (at === levels.length) return this.unary(depth);
    let left = this.level(at + 1, depth);
    while (this.isOperator(levels[at])) {
      const operator = this.take();
      const name = sameAs[operator.text] ?? operator.text.toLowerCase();
      left = { kind: 'call', name, parts: [left, this.level(at + 1, depth)], at: operator.at };
    }
    return left;
  }

  end(): void {
    if (this.next.kind !== 'end') throw this.unexpected('the end');
  }

  private get next(): Token {
    return this.tokens[this.place];
  }

  private not(depth: number): Tree {
    const { at } = this.take();
    return { kind: 'call', name: 'not', parts: [this.level(comparisonLevel, depth + 1)], at };
  }

  private unary(depth: number): Tree {
    if (!this.isOperator(['-'])) return this.primary(depth);
    const { at } = this.take();
    if (depth >= deepest) throw expressionFault(at, `the expression is nested more than ${deepest} deep`);
    return { kind: 'call', name: 'negate', parts: [this.unary(depth + 1)], at };
  }

  private primary(depth: number): Tree {
    const token = this.next;
    if (token.kind === 'end' || (token.kind === 'symbol' && token.text !== '(')) throw this.unexpected('a value');
    this.take();
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text), at: token.at };
    if (token.kind === 'text') return { kind: 'literal', value: token.text, at: token.at };
    if (token.kind === 'name') return this.named(token, depth);
    return this.closed(this.level(0, depth + 1));
  }

  private named(token: Token, depth: number): Tree {
    const word = token.text.toLowerCase();
    if (!token.isQuoted && this.next.text === '(' && this.next.kind === 'symbol') return this.call(word, token.at, depth);
    if (!token.isQuoted && words.has(word)) return { kind: 'literal', value: words.get(word) as boolean | null, at: token.at };
    return { kind: 'name', name: token.text, at: token.at };
  }

  private call(name: string, at: number, depth: number): Tree {
    this.take();
    const parts: Tree[] = [];
    if (this.next.text !== ')') {
      do parts.push(this.level(0, depth + 1));
      while (this.isOperator([',']) && this.take());
    }
    return this.closed({ kind: 'call', name, parts, at });
  }

  private closed(tree: Tree): Tree {
    if (!this.isOperator([')'])) throw this.unexpected('")"');
    this.take();
    return tree;
  }

  private take(): Token {
    return this.tokens[this.place < this.tokens.length - 1 ? this.place++ : this.place];
  }

  private isWord(word: string): boolean {
    return this.next.kind === 'name' && !this.next.isQuoted && this.next.text.toLowerCase() === word;
  }

  private isOperator(operators: readonly string[]): boolean {
    const { kind, text, isQuoted } = this.next;
    return (kind === 'symbol' && operators.includes(text)) || (kind === 'name' && !isQuoted && operators.includes(text.toLowerCase()));
  }

  private unexpected(wanted: string): Error {
    const { kind, text, at } = this.next;
    return expressionFault(at, `${kind === 'end' ? 'the expression ends' : `there is ${JSON.stringify(text)}`} where ${wanted} is wanted`);
  }
}
