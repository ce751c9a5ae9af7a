import { expressionFault } from './fault.js';

export type TokenKind = 'number' | 'text' | 'name' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Characters before it. */
  readonly at: number;
  /** A name in backquotes is never a function or a word of the language. */
  readonly isQuoted: boolean;
}

const forms: readonly (readonly [TokenKind | 'space', RegExp])[] = [
  ['space', /\s+/y],
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['text', /'(?:[^']|'')*'/y],
  ['name', /`(?:[^`]|``)+`/y],
  ['name', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['symbol', /<=|>=|<>|!=|==|[-+*/%()<>=,]/y],
];

/** The words of an expression; the last is the end. Throws `feature.expression_invalid` at what is no word. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const token = tokenAt(source, at);
    if (token.kind !== 'space') tokens.push(unquoted(token.kind, token.text, at));
    at += token.text.length;
  }
  return [...tokens, { kind: 'end', text: '', at, isQuoted: false }];
}

function tokenAt(source: string, at: number): { readonly kind: TokenKind | 'space'; readonly text: string } {
  for (const [kind, form] of forms) {
    form.lastIndex = at;
    const text = form.exec(source)?.[0];
    if (text !== undefined) return { kind, text };
  }
  throw expressionFault(at, `${JSON.stringify(String.fromCodePoint(source.codePointAt(at) as number))} means nothing here`);
}

function unquoted(kind: TokenKind, text: string, at: number): Token {
  const quote = text[0];
  if (quote !== "'" && quote !== '`') return { kind, text, at, isQuoted: false };
  return { kind, text: text.slice(1, -1).replaceAll(quote + quote, quote), at, isQuoted: true };
}
