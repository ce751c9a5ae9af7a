/** A number for people: up to four digits, thousands set apart, very large or small ones by exponent. */
export function numberText(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e7 || size < 1e-4) return value.toExponential(1).replace('e+', 'e');
  if (size >= 1000)
    return Math.round(value)
      .toString()
      .replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return String(Number(value.toPrecision(size >= 100 ? 4 : 3)));
}

export function percentText(share: number): string {
  const percent = 100 * share;
  if (percent > 0 && percent < 1) return '<1 %';
  return `${percent > 99 && percent < 100 ? '>99' : Math.round(percent)} %`;
}

/** A name as a label: without control characters, and cut with "…" where it is longer than `most`. */
export function labelText(text: unknown, most = 24): string {
  const clean = Array.from(
    String(text)
      .replace(/[\p{Cc}\ufffe\uffff]/gu, ' ')
      .toWellFormed(),
  );
  return clean.length > most ? `${clean.slice(0, most - 1).join('')}…` : clean.join('');
}

const ownNames: Readonly<Record<string, string>> = {
  train_loss: 'Training loss',
  roc_auc: 'ROC AUC',
  pr_auc: 'Average precision',
  f1: 'F1',
  f1_macro: 'F1, macro average',
  f1_weighted: 'F1, weighted average',
  mcc: 'Matthews correlation',
  r2: 'R²',
  rmse: 'RMSE',
  mae: 'MAE',
  mape: 'MAPE',
};

/** A metric's name for people: `validation_loss` → `Validation loss`. */
export function titleText(name: string): string {
  if (Object.hasOwn(ownNames, name)) return ownNames[name];
  const words = labelText(name.replaceAll('_', ' '), 60);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
