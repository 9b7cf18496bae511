// What every bench does with its samples: quantiles, medians over runs, figures of a readable length.

/** `sorted` ascending; 0 of nothing. */
export const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0

export const median = (values: readonly number[]): number =>
  quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  )

/** Enough digits to compare, not more than the measure can tell. */
export const round = (value: number): number => Number(value.toPrecision(4))
